package main

import (
	"fmt"
	"html"
	"strings"

	"clientele/bench/internal/lab"
)

// chart returns an SVG chart of the requests per second of each server relative to the reference.
func (r report) chart() string {
	const (
		width, left, bar, gap = 900, 340, 20, 14
		full                  = 420 // length of the reference's bar
		maxRatio              = 1.2 // longer bars are truncated
	)
	colours := map[string]string{reference: "#94a3b8", inSQL: "#cbd5e1", product: "#2563eb", graphile: "#f59e0b"}
	var b strings.Builder
	y := 44
	for _, m := range r.scenarios {
		fmt.Fprintf(&b, `<text x="12" y="%d" font-weight="600">%s</text>`+"\n", y+14, html.EscapeString(m.title))
		y += 24
		for _, name := range m.servers() {
			ratio := 1.0
			if name != reference {
				ratio = lab.Median(m.ratios(name))
			}
			length := int(full * min(ratio, maxRatio))
			fmt.Fprintf(&b, `<text x="%d" y="%d" text-anchor="end">%s</text>`, left-10, y+15, html.EscapeString(name))
			fmt.Fprintf(&b, `<rect x="%d" y="%d" width="%d" height="%d" rx="3" fill="%s"/>`,
				left, y, length, bar, colours[name])
			fmt.Fprintf(&b, `<text x="%d" y="%d">%.0f %% (%s/s)</text>`+"\n",
				left+length+8, y+15, ratio*100, thousands(median(m.results[name], result.Rate)))
			y += bar + 4
		}
		y += gap
	}
	const title = "Requests per second relative to hand-written pgx"
	head := fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" `+
		`font-family="system-ui, sans-serif" font-size="13" fill="#1f2937">`, width, y+24, width, y+24)
	return head + "\n<title>" + title + `</title><rect width="100%" height="100%" fill="#ffffff"/>` + "\n" +
		`<text x="12" y="26" font-size="16" font-weight="600">` + title + "</text>\n" + b.String() +
		fmt.Sprintf(`<text x="12" y="%d" font-size="11" fill="#6b7280">%s, PostgreSQL %s, %s</text></svg>`+"\n",
			y+12, html.EscapeString(r.machine), html.EscapeString(r.postgres), r.when.Format("2 January 2006"))
}
