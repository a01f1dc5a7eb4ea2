package page

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"clientele/internal/apperr"
)

// Total is how many records a whole list has: counted, or estimated where counting would take too long.
type Total struct {
	N         int
	Estimated bool
}

// Counter counts a whole list. It is called only where the total is asked for.
type Counter func(context.Context) (Total, error)

// macBytes is how much of the HMAC a cursor carries: enough that nobody guesses one, short enough for a URL.
const macBytes = 12

// maxCursor bounds what is decoded: a sort value of 1,000 bytes, each escaped.
const maxCursor = 16 << 10

// Codec writes and reads cursors. They are signed, so that what a query is given as a place came from a page.
type Codec struct {
	keys [][]byte // the first one signs
}

// NewCodec returns a codec that signs with key (HMAC-SHA-256, cut to 96 bits). Cursors of an earlier key are still good.
func NewCodec(key []byte, earlier ...[]byte) *Codec {
	return &Codec{keys: append([][]byte{key}, earlier...)}
}

func (w *Window) cursor(m Mark) string {
	body, _ := json.Marshal([]string{m.Value, m.ID}) // two strings always marshal
	return base64.RawURLEncoding.EncodeToString(append(mac(w.codec.keys[0], w.Sort.List, body), body...))
}

func (c *Codec) made(sum []byte, list string, body []byte) bool {
	return slices.ContainsFunc(c.keys, func(key []byte) bool { return hmac.Equal(sum, mac(key, list, body)) })
}

func mac(key []byte, list string, body []byte) []byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(list))
	h.Write([]byte{0})
	h.Write(body)
	return h.Sum(nil)[:macBytes]
}

func (c *Codec) decode(name string, cursor *string, sort Sort) (*Mark, error) {
	if cursor == nil {
		return nil, nil
	}
	bad := apperr.Bad("%s is no cursor of this list in this order", name)
	if len(*cursor) > maxCursor || strings.ContainsAny(*cursor, "\r\n") { // base64 would pass over line breaks
		return nil, bad
	}
	raw, err := base64.RawURLEncoding.Strict().DecodeString(*cursor)
	if err != nil || len(raw) <= macBytes || !c.made(raw[:macBytes], sort.List, raw[macBytes:]) {
		return nil, bad
	}
	var parts []string
	if err := json.Unmarshal(raw[macBytes:], &parts); err != nil || len(parts) != 2 {
		return nil, bad
	}
	return &Mark{Value: parts[0], ID: parts[1]}, nil
}

// Condition is an SQL condition with its arguments.
type Condition struct {
	SQL  string
	Args []any
}

// Conditions returns what a row must meet to stand inside the window.
func (w Window) Conditions() []Condition {
	var out []Condition
	add := func(m *Mark, forward bool) {
		if m == nil {
			return
		}
		op := " < "
		if forward != w.Sort.Desc {
			op = " > "
		}
		out = append(out, Condition{SQL: "(" + w.Sort.Column + ", " + w.Sort.ID + ")" + op + "(?, ?)", Args: []any{w.Sort.arg(m.Value), m.ID}})
	}
	add(w.after, true)
	add(w.before, false)
	return out
}

// OrderBy returns the order in which to read: the list's own, or its reverse for a window that is read from the back.
func (w Window) OrderBy() string {
	direction := ""
	if w.Sort.Desc != w.Backward {
		direction = " DESC"
	}
	if w.Sort.Column == w.Sort.ID {
		return w.Sort.ID + direction
	}
	return w.Sort.Column + direction + ", " + w.Sort.ID + direction
}

// Rows is how many rows to read: one more than the page holds tells whether there is another page.
func (w Window) Rows() int { return w.Limit + 1 }

// Key tells windows apart, for callers that gather requests for the same page of several lists.
func (w Window) Key() string {
	key := w.Sort.List + "|" + strconv.Itoa(w.Limit) + "|" + strconv.FormatBool(w.Backward)
	for _, m := range []*Mark{w.after, w.before} {
		key += "|"
		if m != nil {
			key += strconv.Quote(m.Value) + m.ID
		}
	}
	return key
}

func (s Sort) arg(value string) any {
	if s.Type == Integer {
		n, err := strconv.ParseInt(value, 10, 64)
		if err == nil {
			return n
		}
	}
	return value
}
