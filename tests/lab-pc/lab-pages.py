"""A web site whose name is the mark that the trials look for: it sets a cookie, stores a value and can be kept."""

import http.server

PAGE = b"""<!doctype html><title>lab-mark page</title><link rel=icon href=data:,>
<form action=/found><input name=lab-mark-field value=lab-mark-value></form>
<script>localStorage.setItem("lab-mark-key", "lab-mark-value"); document.title += " stored";</script>"""


class Pages(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(PAGE)))
        self.send_header("Cache-Control", "max-age=86400")
        self.send_header("Set-Cookie", "lab-mark-cookie=lab-mark-value; Max-Age=86400")
        self.end_headers()
        self.wfile.write(PAGE)

    def log_message(self, *_):
        pass


http.server.ThreadingHTTPServer(("127.0.0.1", 80), Pages).serve_forever()
