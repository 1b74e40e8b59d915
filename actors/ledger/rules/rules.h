/* rules - every command of the ledger, by the method it answers.
 *
 * Each is a rule_fn (decision.h). What a rule refuses and why stands above its definition. */
#ifndef RS_RULES_H
#define RS_RULES_H

#include "actors/ledger/rules/decision.h"

/* R(method, function of rules/, view that makes the answer again or `plain`) */
#define LEDGER_RULES(R)                                                                            \
    R(PARTICIPANT_START, rule_start, plain)                                                        \
    R(PARTICIPANT_CONSENT, rule_consent, plain)                                                    \
    R(PARTICIPANT_REGISTER, rule_register, plain)                                                  \
    R(PARTICIPANT_REACH, rule_reach, plain)                                                        \
    R(DIALOGUE_SET, rule_dialogue_set, plain)                                                      \
    R(POSTINGS_OBSERVE, rule_postings_observe, plain)                                              \
    R(RETURNS_OBSERVE, rule_returns_observe, plain)                                                \
    R(WATERMARK_SET, rule_watermark_set, plain)                                                    \
    R(PRODUCTS_OBSERVE, rule_products_observe, plain)                                              \
    R(PAYOUT_OPEN, rule_payout_open, payout)                                                       \
    R(PAYOUT_CANCEL, rule_payout_cancel, payout)                                                   \
    R(PAYOUT_MOVE, rule_payout_move, payout)                                                       \
    R(PAYOUT_CLAIM, rule_payout_claim, payout)                                                     \
    R(PAYOUT_CORRECT, rule_payout_correct, payout)                                                 \
    R(PAYOUT_APPROVE, rule_payout_approve, payout)                                                 \
    R(PAYOUT_NOTE, rule_payout_note, payout)                                                       \
    R(REQUISITE_SET, rule_requisite_set, requisites)                                               \
    R(REQUISITES_SHOW, rule_requisites_show, requisites_in_full)                                   \
    R(CONVERSATION_WRITE, rule_conversation_write, message)                                        \
    R(CONVERSATION_TOPIC, rule_conversation_topic, conversation)                                   \
    R(CONVERSATION_LINKED, rule_conversation_linked, plain)                                        \
    R(LINK_MAKE, rule_link_make, link)                                                             \
    R(LINK_SWITCH, rule_link_switch, link)                                                         \
    R(PARTICIPANT_SUBSCRIBE, rule_subscribe, plain)                                                \
    R(CONVERSATION_REWORD, rule_conversation_reword, message)                                      \
    R(CONVERSATION_MOVE, rule_conversation_move, conversation)                                     \
    R(CONVERSATION_ASSIGN, rule_conversation_assign, conversation)                                 \
    R(CONVERSATION_BAN, rule_conversation_ban, conversation)                                       \
    R(PAYOUT_CARDED, rule_payout_carded, plain)                                                    \
    R(GROUP_MOVED, rule_group_moved, plain)                                                        \
    R(DESK_GIVEN, rule_desk_given, plain)                                                          \
    R(DESK_REACH, rule_desk_reach, plain)                                                          \
    R(OUTBOX_PUT, rule_outbox_put, plain)                                                          \
    R(OUTBOX_TAKE, rule_outbox_take, plain)                                                        \
    R(CANNED_SET, rule_canned_set, plain)                                                          \
    R(IMPORT_MEMBERS, rule_import_members, plain)                                                  \
    R(IMPORT_ORDERS, rule_import_orders, plain)                                                    \
    R(CURSOR_SET, rule_cursor_set, plain)                                                          \
    R(ADMIN_SET, rule_admin_set, admin)                                                            \
    R(LOGIN_BEGIN, rule_login_begin, plain)                                                        \
    R(LOGIN_OPEN, rule_login_open, plain)                                                          \
    R(LOGIN_CHOOSE, rule_login_choose, plain)                                                      \
    R(LOGIN_FINISH, rule_login_finish, plain)                                                      \
    R(LOGIN_GRANT, rule_login_grant, plain)                                                        \
    R(LOGIN_TICKET, rule_login_ticket, plain)                                                      \
    R(LOGIN_VOUCHED, rule_login_vouched, plain)                                                    \
    R(SESSION_TOUCH, rule_session_touch, plain)                                                    \
    R(SESSION_END, rule_session_end, plain)                                                        \
    R(SESSION_REVOKE, rule_session_revoke, plain)                                                  \
    R(CABINET_ACT, rule_cabinet_act, plain)                                                        \
    R(SETTINGS_SET, rule_settings_set, settings)                                                   \
    R(PARTICIPANT_CORRECT, rule_participant_correct, edit)                                         \
    R(PARTICIPANT_TIE, rule_participant_tie, edit)                                                 \
    R(PARTICIPANT_OZON, rule_participant_ozon, edit)                                               \
    R(PARTICIPANT_BLOCK, rule_participant_block, edit)                                             \
    R(PARTICIPANT_NOTE, rule_participant_note, edit)                                               \
    R(PARTICIPANT_NAME, rule_participant_name, edit)                                               \
    R(PARTICIPANT_NOTICES, rule_participant_notices, edit)                                         \
    R(PARTICIPANT_ERASE, rule_participant_erase, edit)                                             \
    R(RETURN_DECIDE, rule_return_decide, attention)                                                \
    R(EXPORT_RECORD, rule_export_record, plain)                                                    \
    R(SAVED_VIEW_SAVE, rule_saved_view_save, saved_view)                                           \
    R(SAVED_VIEW_REMOVE, rule_saved_view_remove, plain)                                            \
    R(INCIDENT_REPORT, rule_incident_report, plain)                                                \
    R(HEAD_TELL, rule_head_tell, plain)

#define RULE_DECLARE(method, function, view) rs_err function(decision *self, const void *argument);
LEDGER_RULES(RULE_DECLARE)

#endif
