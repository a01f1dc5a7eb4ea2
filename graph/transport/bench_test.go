package transport

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"testing"
)

// BenchmarkAnswer writes an answer of 12 KiB.
func BenchmarkAnswer(b *testing.B) {
	var data bytes.Buffer
	data.WriteString(`{"customers":[`)
	for i := range 100 {
		const customer = `{"id":"customer_%026d","email":"person%d@example.com","name":"Some Person",` +
			`"createdAt":"2026-01-01T00:00:00Z"},`
		fmt.Fprintf(&data, customer, i, i)
	}
	data.WriteString(`null]}`)
	b.ReportAllocs()
	for b.Loop() {
		answer{w: httptest.NewRecorder()}.write(200, body{Data: json.RawMessage(data.Bytes())})
	}
}
