# package.cmake - what an installation consists of, and the Debian package of it: `./refsys build package`.
#
#     /usr/lib/refsys/        the programs, beside each other: refsysctl starts the others from there
#     /usr/bin/refsysctl      the one that people type
#     /usr/share/refsys/ui/   the admin page
#     /usr/share/refsys/watching/  alerts for Prometheus, a dashboard for Grafana
#     /etc/refsys/refsys.toml, units, users, folders, pages of the manual, completion
#
# Programs are installed by refsys_program. Everything else that has to be made first belongs to the target package-files.

set(REFSYS_MAINTAINER "refsys <nobody@refsys.invalid>" CACHE STRING "Maintainer of the Debian package")
set(OPS ${CMAKE_SOURCE_DIR}/shared/ops)
set(MADE ${CMAKE_BINARY_DIR}/package)
file(MAKE_DIRECTORY ${MADE})

# ---------------------------------------------------------------------------- what is made first
set(made_files "")

# refsys_made(file target... COMMAND shell): a file of ${MADE} that the targets are needed for.
function(refsys_made file)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "NEEDS;COMMAND")
    add_custom_command(OUTPUT ${MADE}/${file} DEPENDS ${arg_NEEDS}
        COMMAND sh -c "${arg_COMMAND}" > ${MADE}/${file}.new
        COMMAND ${CMAKE_COMMAND} -E rename ${MADE}/${file}.new ${MADE}/${file} VERBATIM)
    set(made_files ${made_files} ${MADE}/${file} PARENT_SCOPE)
endfunction()

refsys_made(refsys.toml NEEDS refsys-emit COMMAND "$<TARGET_FILE:refsys-emit> etc")
refsys_made(refsys.toml.5.gz NEEDS refsys-emit COMMAND "$<TARGET_FILE:refsys-emit> man | gzip -9n")
refsys_made(changelog.gz NEEDS ${OPS}/debian/changelog
    COMMAND "sed 's,@MAINTAINER@,${REFSYS_MAINTAINER},' ${OPS}/debian/changelog | gzip -9n")
refsys_made(panel-licences.gz NEEDS ${CMAKE_SOURCE_DIR}/ui/package-lock.json
    COMMAND "node ${CMAKE_SOURCE_DIR}/ui/scripts/licences.ts --texts | gzip -9n")
set(man_8 "")
foreach(program refsysctl ${REFSYS_DAEMONS})
    set(section 8)
    if(program STREQUAL refsysctl)
        set(section 1)
    endif()
    refsys_made(${program}.${section}.gz NEEDS ${program} ${OPS}/man.sh
        COMMAND "${OPS}/man.sh $<TARGET_FILE:${program}> ${section} | gzip -9n")
    if(section EQUAL 8)
        list(APPEND man_8 ${MADE}/${program}.8.gz)
    endif()
endforeach()
add_custom_target(package-files DEPENDS ${made_files})

# ---------------------------------------------------------------------------- where things go
file(CREATE_LINK ../lib/refsys/refsysctl ${MADE}/refsysctl SYMBOLIC)
install(FILES ${MADE}/refsysctl TYPE BIN)
install(DIRECTORY ui/dist/ DESTINATION share/refsys/ui PATTERN .vite EXCLUDE)
install(DIRECTORY ${OPS}/watching DESTINATION share/refsys)
install(FILES ${MADE}/refsys.toml DESTINATION /etc/refsys)

file(GLOB units CONFIGURE_DEPENDS broker/*.service actors/*/*.service ${OPS}/systemd/*.target
    ${OPS}/systemd/*.service ${OPS}/systemd/*.timer)
install(FILES ${units} DESTINATION lib/systemd/system)
install(DIRECTORY ${OPS}/systemd/refsys-@.service.d ${OPS}/systemd/refsys-nightly-.service.d DESTINATION lib/systemd/system)
install(FILES ${OPS}/systemd/refsys.sysusers DESTINATION lib/sysusers.d RENAME refsys.conf)
install(FILES ${OPS}/systemd/refsys.tmpfiles DESTINATION lib/tmpfiles.d RENAME refsys.conf)

install(FILES ${MADE}/refsysctl.1.gz DESTINATION share/man/man1)
install(FILES ${MADE}/refsys.toml.5.gz DESTINATION share/man/man5)
install(FILES ${man_8} DESTINATION share/man/man8)
install(FILES actors/ctl/refsysctl.bash DESTINATION share/bash-completion/completions RENAME refsysctl)
install(FILES ${OPS}/debian/copyright ${OPS}/GUIDE.md ${OPS}/GUIDE.ru.md ${MADE}/changelog.gz
    ${MADE}/panel-licences.gz DESTINATION share/doc/refsys)
install(DIRECTORY ${OPS}/examples DESTINATION share/doc/refsys)
install(FILES ${OPS}/debian/lintian-overrides DESTINATION share/lintian/overrides RENAME refsys)

# ---------------------------------------------------------------------------- the package
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME refsys)
set(CPACK_PACKAGE_CONTACT "${REFSYS_MAINTAINER}")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "referral programme of a seller on Ozon")
set(CPACK_PACKAGE_DESCRIPTION
"A participant gets a link in a Telegram bot; whoever comes through it and
buys on Ozon brings points to the participant and to those who invited the
participant, three levels up. Operators pay points out in an admin panel.
.
The package has all processes of the system: a broker of messages, a ledger
in which every point stands for good, bots, a poller of the Ozon Seller API
and a web server for the panel.")
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "ca-certificates, systemd (>= 252)")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "nginx, prometheus, postgresql, patroni, etcd-server")
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA
    ${OPS}/debian/postinst ${OPS}/debian/prerm ${OPS}/debian/postrm ${OPS}/debian/conffiles)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
    OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_STRIP_FILES ON)
set(CPACK_PACKAGE_DIRECTORY ${CMAKE_BINARY_DIR}/package)
include(CPack)
