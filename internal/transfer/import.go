package transfer

import (
	"context"
	"errors"
	"fmt"
	"io"

	"gorm.io/gorm"

	"clientele/internal/accounts"
	"clientele/internal/auth"
	"clientele/internal/bulk"
	"clientele/internal/orders"
	"clientele/internal/records"
)

// ImportCustomers imports the customers of a file. A record that is not valid is a fault and affects no other. An error
// of the file as a whole is a records.FileError; the records before it are stored.
func (s *Service) ImportCustomers(
	ctx context.Context, caller auth.Caller, file io.Reader, in Import, p Progress,
) error {
	ctx, _, err := s.withFields(ctx)
	if err != nil {
		return err
	}
	r, err := records.ReadCustomers(file, in.Options)
	if err != nil {
		return err
	}
	return run(ctx, &importer[records.Customer]{
		Import: in, progress: p, reader: r,
		source: func(c *records.Customer) *records.Source { return &c.Source },
		store: func(ctx context.Context, list []*records.Customer, o bulk.Options) ([]bulk.Result, error) {
			inputs := make([]accounts.UpsertCustomerInput, len(list))
			for i, c := range list {
				inputs[i] = c.Input
			}
			return s.Accounts.UpsertMany(ctx, caller, in.Match, inputs, o)
		},
	})
}

// ImportOrders imports the orders of a file, as ImportCustomers does.
func (s *Service) ImportOrders(
	ctx context.Context, caller auth.Caller, file io.Reader, in Import, p Progress,
) error {
	ctx, _, err := s.withFields(ctx)
	if err != nil {
		return err
	}
	r, err := records.ReadOrders(file, in.Options)
	if err != nil {
		return err
	}
	return run(ctx, &importer[records.Order]{
		Import: in, progress: p, reader: r,
		source: func(o *records.Order) *records.Source { return &o.Source },
		store: func(ctx context.Context, list []*records.Order, o bulk.Options) ([]bulk.Result, error) {
			inputs := make([]orders.ImportOrderInput, len(list))
			for i, each := range list {
				inputs[i] = each.Input
			}
			return s.Orders.ImportMany(ctx, caller, inputs, o)
		},
	})
}

// importer imports the records of one file.
type importer[T any] struct {
	Import
	progress Progress
	reader   records.Reader[T]
	source   func(*T) *records.Source
	store    func(context.Context, []*T, bulk.Options) ([]bulk.Result, error)
	dryRun   *bulk.DryRun
}

func run[T any](ctx context.Context, im *importer[T]) error {
	if im.DryRun {
		im.dryRun = &bulk.DryRun{}
	}
	if err := im.progress.Opened(ctx, im.reader.Columns(), im.reader.Header()); err != nil {
		return err
	}
	batches := make(chan batch[T], 1) // the next batch is read while one is stored
	reading, stop := context.WithCancel(ctx)
	defer func() { // the file is not read any more when this returns
		stop()
		for range batches {
		}
	}()
	go im.read(reading, batches)
	for b := range batches {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := im.do(ctx, b.list, b.first); err != nil {
			return err
		}
		if b.err != nil {
			return b.err
		}
	}
	return ctx.Err()
}

// batch is a batch of records, and the error that ended the file after it.
type batch[T any] struct {
	first int // position of the first record in the file, from 0
	list  []*T
	size  int // bytes of the records in the file
	err   error
}

// maxBatchSize is the size from which on a batch gets no more records, so that large ones fill neither the memory nor
// the time of a transaction.
const maxBatchSize = 512 << 10

// read reads the file into batches, and closes the channel at its end.
func (im *importer[T]) read(ctx context.Context, to chan<- batch[T]) {
	defer close(to)
	next := batch[T]{}
	for {
		record, err := im.reader.Next()
		if err == nil {
			next.list = append(next.list, record)
			for _, cells := range im.source(record).Raw {
				for _, cell := range cells {
					next.size += len(cell)
				}
			}
			if len(next.list) < bulk.MaxBatch && next.size < maxBatchSize {
				continue
			}
		} else if !errors.Is(err, io.EOF) {
			next.err = err
		}
		select {
		case to <- next:
		case <-ctx.Done():
			return
		}
		if err != nil {
			return
		}
		next = batch[T]{first: next.first + len(next.list)}
	}
}

// do stores the records of a batch that can be read, and reports what became of all of them. Records that an earlier
// run has done are skipped; a dry run repeats them without reporting, since later records may depend on them.
func (im *importer[T]) do(ctx context.Context, list []*T, first int) error {
	done := min(max(im.Skip-first, 0), len(list))
	if done > 0 && im.DryRun {
		if _, _, err := im.save(ctx, list[:done]); err != nil {
			return err
		}
	}
	if list = list[done:]; len(list) == 0 {
		return nil
	}
	b, committed, err := im.save(ctx, list)
	if err != nil {
		return err
	}
	return im.progress.Done(ctx, b, committed)
}

// save stores the records of a batch that can be read. committed reports whether there was a transaction.
func (im *importer[T]) save(ctx context.Context, list []*T) (b Batch, committed bool, err error) {
	var readable []*T
	for _, record := range list {
		if len(im.source(record).Faults) == 0 {
			readable = append(readable, record)
		}
	}
	var results []bulk.Result
	if len(readable) > 0 {
		o := bulk.Options{DryRun: im.dryRun, Commit: func(tx *gorm.DB, results []bulk.Result) error {
			committed = true
			if im.Commit == nil {
				return nil
			}
			b, err := im.outcome(list, results)
			if err != nil {
				return err
			}
			return im.Commit(tx, b)
		}}
		if results, err = im.store(ctx, readable, o); err != nil {
			return b, committed, fmt.Errorf("store the records from row %d: %w", im.source(list[0]).Row, err)
		}
	}
	b, err = im.outcome(list, results)
	return b, committed, err
}
