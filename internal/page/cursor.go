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

// Total is the number of records of a list, which is estimated if counting would take too long.
type Total struct {
	N         int
	Estimated bool
}

// Counter counts the records of a list. It is called only if the total is requested.
type Counter func(context.Context) (Total, error)

// macBytes is the length of the truncated HMAC in a cursor. It prevents guessing and keeps cursors short.
const macBytes = 12

// maxCursor is the maximum length of a cursor, enough for a sort value of 1,000 escaped bytes.
const maxCursor = 16 << 10

// Codec encodes and decodes cursors. They are signed, so that queries accept only cursors of earlier pages.
type Codec struct {
	keys [][]byte // the first one signs
}

// NewCodec returns a codec that signs with key (HMAC-SHA-256, truncated to 96 bits). Cursors signed with earlier keys
// stay valid.
func NewCodec(key []byte, earlier ...[]byte) *Codec {
	return &Codec{keys: append([][]byte{key}, earlier...)}
}

func (w *Window) cursor(m Mark) string {
	body, _ := json.Marshal([]string{m.Value, m.ID}) // two strings always marshal
	return base64.RawURLEncoding.EncodeToString(append(mac(w.codec.keys[0], w.Sort.List, body), body...))
}

// verify reports whether sum is the MAC of a cursor of the list.
func (c *Codec) verify(sum []byte, list string, body []byte) bool {
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
	invalid := apperr.Bad("%s is not a valid cursor of this list in this sort order", name)
	if len(*cursor) > maxCursor || strings.ContainsAny(*cursor, "\r\n") { // base64 ignores line breaks
		return nil, invalid
	}
	raw, err := base64.RawURLEncoding.Strict().DecodeString(*cursor)
	if err != nil || len(raw) <= macBytes || !c.verify(raw[:macBytes], sort.List, raw[macBytes:]) {
		return nil, invalid
	}
	var parts []string
	if err := json.Unmarshal(raw[macBytes:], &parts); err != nil || len(parts) != 2 {
		return nil, invalid
	}
	return &Mark{Value: parts[0], ID: parts[1]}, nil
}

// Condition is an SQL condition with its arguments.
type Condition struct {
	SQL  string
	Args []any
}

// Conditions returns the conditions of rows inside the window.
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
		value := argument(w.Sort.Type, m.Value)
		if w.Sort.Column == w.Sort.ID {
			out = append(out, Condition{SQL: w.Sort.ID + op + "?", Args: []any{value}})
			return
		}
		out = append(out, Condition{
			SQL:  "(" + w.Sort.Column + ", " + w.Sort.ID + ")" + op + "(?, ?)",
			Args: []any{value, argument(w.Sort.IDType, m.ID)},
		})
	}
	add(w.after, true)
	add(w.before, false)
	return out
}

// OrderBy returns the ORDER BY clause: the order of the list, reversed for a backward window.
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

// Rows returns the number of rows to read. It is one more than the limit, to find out whether there is another page.
func (w Window) Rows() int { return w.Limit + 1 }

// Key identifies the window, for callers that combine requests for the same page of several lists.
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

func argument(of ValueType, value string) any {
	if of == Integer {
		n, err := strconv.ParseInt(value, 10, 64)
		if err == nil {
			return n
		}
	}
	return value
}
