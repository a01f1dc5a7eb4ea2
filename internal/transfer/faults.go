package transfer

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"clientele/internal/apperr"
	"clientele/internal/bulk"
	"clientele/internal/jobs"
	"clientele/internal/records"
)

// outcome says what became of the records of a batch. results are those of the records without faults, in order.
func (im *importer[T]) outcome(list []*T, results []bulk.Result) (Batch, error) {
	var b Batch
	next := 0
	for _, record := range list {
		source := im.source(record)
		if len(source.Faults) > 0 {
			b.Done, b.Failed = b.Done+1, b.Failed+1
			b.add(source, source.Faults)
			continue
		}
		result := results[next]
		next++
		b.Add([]bulk.Result{result})
		if result.Outcome != bulk.Failed {
			continue
		}
		faults, err := faultsOf(source, result.Err)
		if err != nil {
			return b, err
		}
		b.add(source, faults)
	}
	return b, nil
}

// add adds the faults of a record. The first one has the record itself.
func (b *Batch) add(source *records.Source, faults []records.Fault) {
	for i, f := range faults {
		f.Column, f.Message = shown(f.Column), shown(f.Message)
		fault := jobs.Fault{Fault: f}
		if i == 0 {
			fault.Record = &jobs.RawRecord{Row: source.Row, Rows: source.Raw}
		}
		b.Faults = append(b.Faults, fault)
	}
}

// maxShown is the maximum length of a text that can repeat a part of a file, in characters.
const maxShown = 1000

// shown returns a text that can repeat a part of a file, without control characters, and only the beginning of a long
// one.
func shown(s string) string {
	if runes := []rune(s); len(runes) > maxShown {
		s = string(runes[:maxShown]) + "…"
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\t' && r != '\n' {
			return utf8.RuneError
		}
		return r
	}, s)
}

// faultsOf returns the errors of a record by row and column. An error that is not one of the input is returned as it
// is.
func faultsOf(source *records.Source, err error) ([]records.Fault, error) {
	e, ok := apperr.As(err)
	if !ok || e.Kind != apperr.Invalid {
		return nil, err
	}
	faults := make([]records.Fault, len(e.Fields))
	for i, f := range e.Fields {
		row, column := source.Row, ""
		if source.Column != nil {
			if at, name := source.Column(f.Field); at > 0 {
				row, column = at, name
			}
		}
		faults[i] = records.Fault{Row: row, Column: column, Code: f.Code, Message: f.Message}
	}
	return faults, nil
}
