/* Style and script of the HTML report, embedded in the program: assets/report.css and report.js with uPlot;
 * made by assets/embed.sh. */
#ifndef SWARM_REPORT_HTML_HTML_ASSETS_H
#define SWARM_REPORT_HTML_HTML_ASSETS_H

extern const char html_style[]; /* NUL-terminated, as are all */
extern const char html_script[];

/* Their SHA-256 in base64, as a Content-Security-Policy wants it. */
extern const char html_style_hash[];
extern const char html_script_hash[];

#endif
