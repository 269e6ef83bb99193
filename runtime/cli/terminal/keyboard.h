/* The keyboard of a run: keys come one by one, without Enter and without being shown. It is taken only while
 * the run is in the foreground of its terminal, and put back as it was whatever way the program ends. */
#ifndef SWARM_CLI_TERMINAL_KEYBOARD_H
#define SWARM_CLI_TERMINAL_KEYBOARD_H

struct ev_loop;
struct keyboard;

/* `pressed` is called on the loop for each key. Where stdin isn't a terminal there are none. */
struct keyboard *keyboard_new(struct ev_loop *loop, void (*pressed)(void *context, char key), void *context);

/* Puts it back. Before the loop is destroyed. NULL is fine. */
void keyboard_free(struct keyboard *keyboard);

/* Takes it when the run is in the foreground, leaves it to others when not: to call now and then, since
 * there is no signal for a shell's `fg`. */
void keyboard_follow(struct keyboard *keyboard);

/* Puts it back, until the next keyboard_follow. */
void keyboard_release(struct keyboard *keyboard);

#endif
