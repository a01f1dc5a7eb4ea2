package validation

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"math"
	"strconv"
	"strings"
)

// Decode decodes one JSON value of a request. Numbers keep their text.
func Decode(text []byte, to any) error {
	if _, ok := to.(*string); ok { // has no numbers, and does not need the buffer of a decoder
		return json.Unmarshal(text, to)
	}
	if object, ok := to.(*map[string]any); ok && isEmptyList(text) { // how PHP encodes an empty object
		*object = map[string]any{}
		return nil
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	if err := d.Decode(to); err != nil {
		return err
	}
	if _, err := d.Token(); err != io.EOF {
		return errors.New("unexpected text after the value")
	}
	if object, ok := to.(*map[string]any); ok {
		tidy(*object)
	}
	return nil
}

func isEmptyList(text []byte) bool {
	inside, list := bytes.CutPrefix(bytes.TrimSpace(text), []byte("["))
	return list && string(bytes.TrimSpace(inside)) == "]"
}

// maxWhole limits the numbers that become whole numbers: a float64 below it still distinguishes 0.5 from 0.
const maxWhole = 1e15

// tidy normalizes the values of variables. Numbers without a fraction, such as 10.0 and 1e1, become whole numbers: in
// JSON they are the same number (RFC 8259, section 6), and some languages write every number with a fraction. The
// __typename of an object is removed: clients send it back with what they have read, but no input has it.
func tidy(v any) any {
	switch v := v.(type) {
	case map[string]any:
		delete(v, "__typename")
		for name, each := range v {
			v[name] = tidy(each)
		}
	case []any:
		for i, each := range v {
			v[i] = tidy(each)
		}
	case json.Number:
		if !strings.ContainsAny(v.String(), ".eE") {
			return v
		}
		if f, err := v.Float64(); err == nil && f == math.Trunc(f) && math.Abs(f) < maxWhole {
			return json.Number(strconv.FormatInt(int64(f), 10))
		}
	}
	return v
}
