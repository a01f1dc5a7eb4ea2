package loader

import (
	"context"
	"fmt"
	"testing"
)

// BenchmarkBatch loads the children of 50 parents in one fetch.
func BenchmarkBatch(b *testing.B) {
	ids := make([]string, 50)
	for i := range ids {
		ids[i] = fmt.Sprintf("customer_%026d", i)
	}
	rows := map[string]int{}
	for i, id := range ids {
		rows[id] = i
	}
	b.ReportAllocs()
	for b.Loop() {
		var parents expected
		parents.expect(ids...)
		batch := newBatch(&parents, func(context.Context, []string) (map[string]int, error) { return rows, nil })
		for _, id := range ids {
			if _, err := batch.Load(context.Background(), id); err != nil {
				b.Fatal(err)
			}
		}
	}
}
