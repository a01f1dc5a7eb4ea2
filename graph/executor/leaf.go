package executor

import (
	"fmt"
	"reflect"
	"strconv"
	"time"
	"unicode/utf8"

	"clientele/models"
)

var timeType = reflect.TypeFor[models.Time]()

// appendLeaf appends a value without fields. A scalar or an enum whose Go type is a string is written as its text.
func appendLeaf(b []byte, v reflect.Value) []byte {
	switch v.Kind() {
	case reflect.String:
		return appendText(b, v.String())
	case reflect.Bool:
		return strconv.AppendBool(b, v.Bool())
	case reflect.Int, reflect.Int64, reflect.Int32:
		return strconv.AppendInt(b, v.Int(), 10)
	}
	if v.Type() == timeType {
		if v.CanAddr() {
			return appendTime(b, v.Addr().Interface().(*models.Time).Time)
		}
		return appendTime(b, v.Interface().(models.Time).Time)
	}
	panic(fmt.Sprintf("%s is not a scalar", v.Type()))
}

// appendTime appends a DateTime as models.Time writes it.
func appendTime(b []byte, t time.Time) []byte {
	return append(t.UTC().AppendFormat(append(b, '"'), time.RFC3339Nano), '"')
}

const hex = "0123456789abcdef"

// appendText appends a JSON string (RFC 8259, section 7). Invalid UTF-8 becomes U+FFFD.
func appendText(b []byte, s string) []byte {
	b = append(b, '"')
	from := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= ' ' && c != '"' && c != '\\' && c < utf8.RuneSelf {
			i++
			continue
		}
		size := 1
		if c >= utf8.RuneSelf {
			var r rune
			if r, size = utf8.DecodeRuneInString(s[i:]); r != utf8.RuneError || size > 1 {
				i += size
				continue
			}
		}
		b = append(b, s[from:i]...)
		switch {
		case c == '"' || c == '\\':
			b = append(b, '\\', c)
		case c == '\n':
			b = append(b, '\\', 'n')
		case c < ' ':
			b = append(b, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		default:
			b = append(b, "\ufffd"...)
		}
		i += size
		from = i
	}
	return append(append(b, s[from:]...), '"')
}
