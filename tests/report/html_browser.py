#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""html_browser.py COMMAND [SCREENSHOTS]: pages as a browser shows them.

Needs chromium and npm (axe-core is fetched into a temporary folder): a target of its own, not part of the test run.
Each page is opened in headless Chromium: nothing on its console, every SVG has a size, axe-core finds no violation that
is serious or critical, in light and in dark, narrow and wide. With SCREENSHOTS the pictures to look at go there.
"""
import html
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parent))
SOURCE = pathlib.Path(__file__).parents[2]
PAGES = {"refused": ["ios-transform-both-ways"], "silent": ["no-answer"], "up": ["tunnel-up-esp"], "index": [""]}
PROBE = """<script>%s</script><script>
axe.run(document, {resultTypes: ["violations"]}).then(result => {
  const sizes = [...document.querySelectorAll("svg")].map(svg => svg.getBoundingClientRect()).map(r => r.width * r.height);
  const out = document.createElement("pre");
  out.id = "probe";
  out.textContent = JSON.stringify({sizes, wide: document.documentElement.scrollWidth > window.innerWidth,
    violations: result.violations.map(v => [v.impact, v.id, v.nodes.length, v.nodes[0].html])});
  document.body.appendChild(out);
});</script></body>"""


def chromium(*arguments):
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not program:
        sys.exit("html_browser: there is no chromium")
    return subprocess.run([program, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
                           "--enable-logging=stderr", "--virtual-time-budget=20000", *arguments],
                          capture_output=True, check=False)


def axe(folder):
    subprocess.run(["npm", "install", "--silent", "--no-audit", "--no-fund", "axe-core@4"], cwd=folder, check=True,
                   capture_output=True)
    return (folder / "node_modules" / "axe-core" / "axe.min.js").read_text()


def check(name, page, script, folder, dark, width):
    faults = []
    plain = folder / f"{name}.html"
    plain.write_text(page)
    size = f"--window-size={width},1000"
    scheme = ["--force-dark-mode", "--blink-settings=preferredColorScheme=0"] if dark else []
    opened = chromium(size, *scheme, "--dump-dom", plain.as_uri())
    faults += [line for line in opened.stderr.decode(errors="replace").splitlines() if "CONSOLE" in line]
    probed = folder / f"{name}-probe.html"
    without_policy = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page)
    probed.write_text(without_policy.replace("</body>", PROBE.replace("%s", script.replace("</script>", "<\\/script>"))))
    dom = chromium(size, *scheme, "--dump-dom", probed.as_uri()).stdout.decode()
    found = re.search(r'<pre id="probe">(.*?)</pre>', dom, re.S)
    if not found:
        return faults + ["axe-core did not finish"]

    result = json.loads(html.unescape(found.group(1)))
    faults += ["an SVG without size" for area in result["sizes"] if area < 1]
    faults += [f"wider than {width}"] if result["wide"] else []
    faults += [str(violation) for violation in result["violations"] if violation[0] in ("serious", "critical")]
    return faults


def main():
    command, pictures = sys.argv[1], pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else None
    failed = 0
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary)
        script = axe(folder)
        for name, captures in PAGES.items():
            paths = [SOURCE / "captures" / capture for capture in captures]
            keys = [item for path in paths if (path / "keys").is_file() for item in ("-k", path / "keys")]
            page = subprocess.run([command, "-f", "html", *keys, *paths], capture_output=True, check=False).stdout.decode()
            for dark in (False, True):
                for width in (400, 1200):
                    faults = check(name, page, script, folder, dark, width)
                    failed += len(faults)
                    print(f"{name}, {'dark' if dark else 'light'}, {width} px: {'; '.join(faults) or 'well'}")
            if pictures:
                pictures.mkdir(parents=True, exist_ok=True)
                for width in (400, 1200):
                    chromium(f"--window-size={width},1800", f"--screenshot={pictures / f'{name}-{width}.png'}",
                             (folder / f"{name}.html").as_uri())
                chromium(f"--print-to-pdf={pictures / f'{name}.pdf'}", (folder / f"{name}.html").as_uri())
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
