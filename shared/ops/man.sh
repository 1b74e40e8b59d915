#!/usr/bin/env bash
# man.sh PROGRAM SECTION - its page of the manual, made of what it says with --help; its first sentence is the title.
set -euo pipefail
title=$("$1" --help | sed -n '2s/[.]$//p')
version=$("$1" --version | cut -d ' ' -f 2)
exec help2man --no-info --section="$2" --name="$title" --version-string="$version" "$1"
