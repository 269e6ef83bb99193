/* The keyboard of a run: reads single keys, without Enter and without echo. It changes the mode of the
 * terminal only while the run is in the foreground, and restores it however the program ends. */
#ifndef SWARM_CLI_TERMINAL_KEYBOARD_H
#define SWARM_CLI_TERMINAL_KEYBOARD_H

struct ev_loop;
struct keyboard;

/* `pressed` is called from the loop for each key. If stdin isn't a terminal, there are none. */
struct keyboard *keyboard_new(struct ev_loop *loop, void (*pressed)(void *context, char key), void *context);

/* Restores the mode of the terminal. Must be called before the loop is destroyed. NULL is allowed. */
void keyboard_free(struct keyboard *keyboard);

/* Takes over the keyboard if the run is in the foreground, and releases it if not. Must be called regularly,
 * since the shell sends no signal for `fg`. */
void keyboard_follow(struct keyboard *keyboard);

/* Restores the mode of the terminal until the next keyboard_follow. */
void keyboard_release(struct keyboard *keyboard);

#endif
