package records_test

import (
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"clientele/internal/apperr"
	"clientele/internal/records"
)

// all reads a file to its end.
func all[T any](t testing.TB, r records.Reader[T], err error) []*T {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	var list []*T
	for {
		record, err := r.Next()
		if errors.Is(err, io.EOF) {
			return list
		}
		if err != nil {
			t.Fatalf("after %d records: %v", len(list), err)
		}
		list = append(list, record)
	}
}

func customers(t testing.TB, text string, o records.Options) []*records.Customer {
	t.Helper()
	r, err := records.ReadCustomers(strings.NewReader(text), o)
	return all(t, r, err)
}

func orders(t testing.TB, text string, o records.Options) []*records.Order {
	t.Helper()
	r, err := records.ReadOrders(strings.NewReader(text), o)
	return all(t, r, err)
}

// faults returns faults as "row column CODE message".
func faults(list []records.Fault) []string {
	var texts []string
	for _, f := range list {
		texts = append(texts, fmt.Sprintf("%d %s %s %s", f.Row, f.Column, f.Code, f.Message))
	}
	return texts
}

// firstError returns the error of opening or of reading a file to its end, or nil.
func firstError[T any](r records.Reader[T], err error) error {
	for err == nil {
		_, err = r.Next()
	}
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

// wantFaults compares the faults of a record with beginnings of "row column CODE message".
func wantFaults(t *testing.T, got []records.Fault, want ...string) {
	t.Helper()
	texts := faults(got)
	if !slices.EqualFunc(texts, want, strings.HasPrefix) {
		t.Errorf("the faults are\n%s\nand not\n%s", strings.Join(texts, "\n"), strings.Join(want, "\n"))
	}
}

// text returns what a pointer points to, and "-" for nil.
func text(s *string) string {
	if s == nil {
		return "-"
	}
	return *s
}

func path(names ...string) apperr.Path { return names }

// show prints a value, and what a pointer points to.
func show(v any) string {
	if p := reflect.ValueOf(v); p.Kind() == reflect.Pointer {
		if p.IsNil() {
			return "-"
		}
		v = p.Elem().Interface()
	}
	return fmt.Sprint(v)
}

// set sets a member of an input.
func set[T any](to *graphql.Omittable[T], value T) { *to = graphql.OmittableOf(value) }
