#include "runtime/cli/terminal/keyboard.h"

#include "runtime/base/alloc.h"
#include "runtime/cli/terminal/job_control.h"

#include <errno.h>
#include <ev.h>
#include <stdbool.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

struct keyboard {
    struct ev_loop *loop;
    ev_io watcher;
    bool is_taken;
    bool is_at_end; /* the terminal was closed */
    void (*pressed)(void *context, char key);
    void *context;
};

/* ---- the terminal's modes, of which there is one set a process ---- */

static struct termios modes_before;
static bool modes_known;
static bool modes_changed;

static void modes_restore(void)
{
    if (modes_changed && job_has_terminal(STDIN_FILENO))
        tcsetattr(STDIN_FILENO, TCSANOW, &modes_before);
    modes_changed = false;
}

/* Reads the original mode only once: after `kill -STOP`, shells restore the mode that swarm had set. */
static bool modes_learn(void)
{
    if (!modes_known) {
        modes_known = tcgetattr(STDIN_FILENO, &modes_before) == 0;
        atexit(modes_restore);
    }
    return modes_known;
}

static bool modes_change(void)
{
    if (!modes_learn())
        return false;
    struct termios keys = modes_before;
    keys.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
    keys.c_cc[VMIN] = 1;
    keys.c_cc[VTIME] = 0;
    modes_changed = tcsetattr(STDIN_FILENO, TCSANOW, &keys) == 0;
    return modes_changed;
}

/* ---- taking and leaving ---- */

/* The watcher isn't counted, so it doesn't keep the loop running. */
static void keyboard_take(struct keyboard *keyboard)
{
    if (!modes_change())
        return;
    keyboard->is_taken = true;
    ev_io_start(keyboard->loop, &keyboard->watcher);
    ev_unref(keyboard->loop);
}

static void keyboard_leave(struct keyboard *keyboard)
{
    keyboard->is_taken = false;
    ev_ref(keyboard->loop);
    ev_io_stop(keyboard->loop, &keyboard->watcher);
}

void keyboard_release(struct keyboard *keyboard)
{
    if (keyboard->is_taken)
        keyboard_leave(keyboard);
    modes_restore();
}

void keyboard_follow(struct keyboard *keyboard)
{
    bool is_ours = !keyboard->is_at_end && isatty(STDIN_FILENO) && job_has_terminal(STDIN_FILENO);
    if (is_ours && !keyboard->is_taken)
        keyboard_take(keyboard);
    else if (!is_ours && keyboard->is_taken)
        keyboard_leave(keyboard); /* the shell is responsible for the mode now */
}

/* Reading in the background would stop the process, and the input is for the shell. */
static void keys_came(struct ev_loop *loop, ev_io *watcher, int events)
{
    struct keyboard *keyboard = watcher->data;
    char typed[32];
    (void)loop;
    (void)events;
    keyboard_follow(keyboard);
    if (!keyboard->is_taken)
        return;
    ssize_t count = read(STDIN_FILENO, typed, sizeof typed);
    keyboard->is_at_end = count == 0 || (count < 0 && errno != EINTR && errno != EAGAIN);
    if (keyboard->is_at_end)
        keyboard_leave(keyboard);
    for (ssize_t i = 0; i < count; i++)
        keyboard->pressed(keyboard->context, typed[i]);
}

struct keyboard *keyboard_new(struct ev_loop *loop, void (*pressed)(void *context, char key), void *context)
{
    struct keyboard *keyboard = mem_zalloc(1, sizeof *keyboard);
    *keyboard = (struct keyboard){.loop = loop, .pressed = pressed, .context = context};
    ev_io_init(&keyboard->watcher, keys_came, STDIN_FILENO, EV_READ);
    keyboard->watcher.data = keyboard;
    keyboard_follow(keyboard);
    return keyboard;
}

void keyboard_free(struct keyboard *keyboard)
{
    if (!keyboard)
        return;
    keyboard_release(keyboard);
    mem_free(keyboard);
}
