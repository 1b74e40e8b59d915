/* notify - tells systemd how the process is (Type=notify, WatchdogSec); nothing without it. */
#ifndef RS_NOTIFY_H
#define RS_NOTIFY_H

void notify_ready(void);
void notify_alive(void); /* from the loop, more often than WatchdogSec */
void notify_stopping(void);

#endif
