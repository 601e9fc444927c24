/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The page's frame: one file that asks for nothing else, with no script. Colours follow the reader's system; paper gets
 * dark on white.
 */
#include "html_part.h"
#include "tunnel_words.h"

static const char style[] =
    ":root{color-scheme:light dark;--ink:#1b1f24;--soft:#57606a;--paper:#fff;--panel:#f4f6f8;--line:#d0d7de;"
    "--bad:#b3261e;--badpanel:#fdeceb;--doubt:#7a4b00;--doubtpanel:#fff4dc;--good:#17652f;--goodpanel:#e7f6ec;"
    "--a:#0b57a4;--b:#6b2fa0}\n"
    "@media(prefers-color-scheme:dark){:root{--ink:#e6edf3;--soft:#9aa7b4;--paper:#12161b;--panel:#1c2229;"
    "--line:#3b444e;--bad:#ff9b94;--badpanel:#3a1a19;--doubt:#f2c46d;--doubtpanel:#352a12;--good:#7ddc98;"
    "--goodpanel:#15301e;--a:#8cc2ff;--b:#d3aaff}}\n"
    "*{box-sizing:border-box}\n"
    "body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,sans-serif}\n"
    "main,header,footer{max-width:70rem;margin:0 auto;padding:0 1rem}\n"
    "h1{font-size:1.5rem;line-height:1.3;margin:1.2rem 0 .6rem}\n"
    "h2{font-size:1.2rem;line-height:1.35;margin:2rem 0 .5rem;padding-top:.8rem;border-top:2px solid var(--line)}\n"
    "h3{font-size:1rem;margin:1.2rem 0 .3rem}\n"
    "p,ul,ol{margin:.4rem 0}\n"
    "a{color:inherit}\n"
    ".lead{font-size:1.1rem}\n"
    ".soft{color:var(--soft)}\n"
    ".state,.address{white-space:nowrap}.file,.mono{overflow-wrap:anywhere}.state{font-weight:700;white-space:nowrap}\n"
    ".bad{color:var(--bad)}.doubt{color:var(--doubt)}.good{color:var(--good)}\n"
    ".box{border-left:.3rem solid var(--line);background:var(--panel);padding:.5rem .8rem;margin:.6rem 0;"
    "overflow-wrap:anywhere}\n"
    ".box.bad{border-color:var(--bad);background:var(--badpanel);color:var(--ink)}\n"
    ".box.doubt{border-color:var(--doubt);background:var(--doubtpanel);color:var(--ink)}\n"
    ".box.good{border-color:var(--good);background:var(--goodpanel);color:var(--ink)}\n"
    ".wide{overflow-x:auto}\n"
    "table{border-collapse:collapse;width:100%;font-size:.94rem}\n"
    "th,td{text-align:left;vertical-align:top;padding:.3rem .5rem;border-bottom:1px solid var(--line);"
    "overflow-wrap:break-word}\n"
    "th{font-weight:600}\n"
    "thead th{color:var(--soft);white-space:nowrap}\n"
    "tr.differs td,tr.differs th{background:var(--badpanel)}\n"
    "tr.differs td{font-weight:600}\n"
    "code,pre,.mono{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:.88rem}\n"
    "pre{background:var(--panel);border:1px solid var(--line);border-radius:.3rem;padding:.6rem .8rem;margin:.4rem 0;"
    "overflow-x:auto}\n"
    "pre.copy{-webkit-user-select:all;user-select:all}\n"
    "pre:focus-visible,summary:focus-visible,a:focus-visible,.wide:focus-visible{outline:3px solid var(--a)}\n"
    "pre mark{background:var(--badpanel);color:inherit;font-weight:700}\n"
    "details{margin:.4rem 0}\n"
    "summary{cursor:pointer}\n"
    "td details{margin:0}\n"
    "svg{display:block;max-width:100%;height:auto}\n"
    "svg text{fill:var(--ink);font:12px system-ui,sans-serif}\n"
    "svg .small{font-size:11px;fill:var(--soft)}\n"
    "svg .rail{stroke:var(--line);stroke-width:2}\n"
    "svg .arrow{stroke:var(--ink);stroke-width:1.5;fill:none}\n"
    "svg .tip{fill:var(--ink)}\n"
    "svg .fails .arrow{stroke:var(--bad);stroke-width:2.5}svg .fails .tip,svg .fails text{fill:var(--bad)}\n"
    "svg .fails text{font-weight:700}\n"
    "svg .lost{stroke-dasharray:5 4}svg .dot{fill:var(--ink)}\n"
    "svg .up{fill:var(--good)}svg .failed{fill:var(--bad)}svg .open{fill:var(--soft)}\n"
    "svg .sent-a{fill:var(--a)}svg .sent-b{fill:var(--b)}\n"
    "svg .due{stroke:var(--doubt);stroke-width:2;stroke-dasharray:3 2}\n"
    ".ladder svg{width:32rem}.timeline svg{width:60rem;min-width:36rem}\n"
    "figure{margin:.6rem 0}\n"
    "figcaption{color:var(--soft);font-size:.9rem}\n"
    "footer{margin-top:2.5rem;padding-bottom:2rem;color:var(--soft);font-size:.85rem;overflow-wrap:anywhere}\n"
    "@media(max-width:34rem){body{font-size:15px}th,td{padding:.25rem .3rem}}\n"
    "@media print{:root{color-scheme:light;--ink:#000;--soft:#333;--paper:#fff;--panel:#f4f4f4;--line:#999;"
    "--bad:#8f1008;--badpanel:#f7e4e3;--doubt:#5a3800;--doubtpanel:#f7efdf;--good:#0d4a20;--goodpanel:#e6f2ea;"
    "--a:#0b3d73;--b:#4d2175}body{font-size:10.5pt}pre{white-space:pre-wrap}section,figure,tr{break-inside:avoid}"
    "section{break-inside:auto}h2,h3{break-after:avoid}.wide{overflow:visible}.timeline svg{min-width:0}"
    "a{text-decoration:none}}\n";

void ikt_html_page_begin(GString *out)
{
    ikt_html_markup(out, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                         "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
                         "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                         "style-src 'unsafe-inline'; img-src data:\">\n"
                         "<link rel=\"icon\" href=\"data:,\">\n"
                         "<title>IKE triage</title>\n<style>\n");
    ikt_append(out, style, sizeof style - 1);
    ikt_html_markup(out, "</style>\n</head>\n<body>\n");
}

void ikt_html_page_end(GString *out)
{
    ikt_html_markup(out, "<footer>\n<p>Written by ");
    ikt_html_text(out, ikt_report_tool);
    ikt_html_markup(out,
                    ". A is who began the first negotiation that was seen, B the other one. Times are those of the "
                    "capture. What is not certain says so: a cause that is probable or open is to be confirmed "
                    "with the commands that stand beside it.</p>\n</footer>\n</body>\n</html>\n");
}

const char *ikt_html_state_class(enum ikt_tunnel_state state)
{
    if (state == IKT_TUNNEL_DOWN || state == IKT_TUNNEL_FLAPPING)
        return "bad";
    return state == IKT_TUNNEL_UP ? "good" : "doubt";
}

void ikt_html_side(GString *out, const struct ikt_tunnel *tunnel, bool a)
{
    const struct ikt_tunnel_side *side = a ? &tunnel->a : &tunnel->b;
    ikt_html_text(out, side->hostname ? side->hostname : a ? "A" : "B");
    ikt_append_octet(out, ' ');
    ikt_html_address(out, &side->endpoint.address);
}
