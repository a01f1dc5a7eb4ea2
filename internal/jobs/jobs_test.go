package jobs_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"clientele/internal/auth"
	"clientele/internal/jobs"
	"clientele/internal/records"
	"clientele/internal/servicetest"
	"clientele/internal/staff"
	"clientele/models"
)

// TestImport checks an import from its upload to the file of its faults, and its events.
func TestImport(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		since := servicetest.LastEvent(t, f.db)
		f.Register(models.ImportCustomers, lines)
		j := f.upload("c u f - f c\n")
		if got := f.counts(j.ID); got != "QUEUED 0/?: 0 created, 0 updated, 0 unchanged, 0 failed, 0 faults" {
			t.Error(got)
		}
		if !f.runNext(f.Service) || f.runNext(f.Service) {
			t.Error("not exactly one job ran")
		}
		const want = "SUCCEEDED 6/6: 2 created, 1 updated, 1 unchanged, 2 failed, 4 faults"
		if got := f.counts(j.ID); got != want {
			t.Errorf("%s, want %s", got, want)
		}
		j = f.job(j.ID)
		columns := j.Columns()
		if len(columns) != 2 || *columns[0].Field != "email" || columns[1].Field != nil || j.Lease != nil ||
			j.StartedAt == nil || j.ExpiresAt.Sub(j.FinishedAt.Time) != 7*24*time.Hour {
			t.Errorf("%+v", j)
		}
		text := f.download(f.FaultsURL(t.Context(), staff.Operator, j))
		_, text, _ = strings.Cut(text, "\n")
		const faults = "\uFEFFa,b,error_column,error\r\n" +
			`f,x,"a; ","is wrong; is odd"` + "\r\n" + `f,x,"a; ","is wrong; is odd"` + "\r\n"
		if text != faults {
			t.Errorf("faults:\n%s\nwant\n%s", text, faults)
		}
		if f.FileURL(t.Context(), staff.Operator, j) != "" {
			t.Error("an import has a file")
		}
		got := servicetest.EventsSince(t, f.db, since, j.ID, "J")
		events := []string{
			"JOB_CREATED of J in none by COMMAND_LINE, kind none to 'IMPORT_CUSTOMERS', format none to 'CSV'",
			"JOB_FINISHED of J in none by COMMAND_LINE, kind none to 'IMPORT_CUSTOMERS', format none to 'CSV', " +
				"total none to '6', status none to 'SUCCEEDED', done none to '6', created none to '2', updated none to '1', " +
				"unchanged none to '1', failed none to '2'",
		}
		if !slices.Equal(got, events) {
			t.Errorf("events %q", got)
		}
	})
}

// TestExport checks that the file of an export comes back as it was written, whatever its size, and replaces that of an
// interrupted run.
func TestExport(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		random := rand.NewChaCha8([32]byte{1})
		content := make([]byte, 700<<10) // does not compress
		_, _ = random.Read(content)
		runs := 0
		f.Register(models.ExportOrders, func(ctx context.Context, r jobs.Run) error {
			e, err := r.Export(ctx)
			if err != nil || e.Format != records.JSONL || *e.Search != "tea" {
				return errors.Join(err, errors.New("wrong parameters"))
			}
			w, err := r.Create(ctx)
			if err != nil {
				return err
			}
			if runs++; runs == 1 {
				_, err := w.Write(content)
				return errors.Join(err, context.DeadlineExceeded)
			}
			if _, err := w.Write(content); err != nil {
				return err
			}
			return w.Close()
		})
		search := "tea"
		j, err := f.CreateExport(t.Context(), staff.Operator, jobs.CreateExportInput{
			Kind: models.OrderRecords, Format: records.JSONL, Search: &search,
		})
		if err != nil {
			t.Fatal(err)
		}
		f.runNext(f.Service)
		if got := f.job(j.ID); got.Status != models.JobQueued || got.Attempts != 1 || got.DueAt == nil {
			t.Errorf("after an error: %+v", got)
		}
		if f.runNext(f.Service) {
			t.Error("tried again at once")
		}
		f.clock.add(time.Minute)
		f.runNext(f.Service)
		j = f.job(j.ID)
		if j.Status != models.JobSucceeded {
			t.Fatalf("%+v", j)
		}
		name, got, _ := strings.Cut(f.download(f.FileURL(t.Context(), staff.Operator, j)), "\n")
		if want := "orders-" + j.CreatedAt.Format("2006-01-02") + ".jsonl"; name != want || got != string(content) {
			t.Errorf("%s with %d bytes", name, len(got))
		}
		if n := f.count(&models.JobFile{}, "file_id <> ?", *j.OutputFile); n != 0 {
			t.Errorf("%d chunks of the interrupted run remain", n)
		}
	})
}

// TestUploads checks the limits of uploads, and that one that fails leaves nothing and can be sent again.
func TestUploads(t *testing.T) {
	const most = 1 << 20
	large := strings.Repeat("x", most)
	for _, c := range []struct {
		name, body string
		gzip       bool
		want       jobs.FileErrorKind
		fails      bool
	}{
		{name: "empty"},
		{name: "largest", body: large},
		{name: "one byte more", body: large + "x", want: jobs.FileTooLarge, fails: true},
		{name: "gzip", body: zipped(large), gzip: true},
		{name: "gzip, one byte more", body: zipped(large + "x"), gzip: true, want: jobs.FileTooLarge, fails: true},
		{name: "bomb", body: zipped(strings.Repeat("x", 64<<20)), gzip: true, want: jobs.FileTooLarge, fails: true},
		{name: "not gzip", body: "email\n", gzip: true, want: jobs.FileBroken, fails: true},
		{name: "cut gzip", body: zipped(large)[:500], gzip: true, want: jobs.FileBroken, fails: true},
	} {
		t.Run(c.name, func(t *testing.T) {
			onEach(t, func(t *testing.T, f *fixture) {
				j, u := f.createImport(jobs.CreateImportInput{})
				err := f.Receive(t.Context(), j.ID, u, jobs.Upload{Body: strings.NewReader(c.body), Gzip: c.gzip})
				var failure *jobs.FileError
				if c.fails != errors.As(err, &failure) || c.fails && failure.Kind != c.want {
					t.Fatal(err)
				}
				if !c.fails {
					if err := f.Receive(t.Context(), j.ID, u, jobs.Upload{Body: strings.NewReader("x")}); kindOf(err) != jobs.FileTaken {
						t.Errorf("second upload: %v", err)
					}
					return
				}
				if n := f.count(&models.JobFile{}, "true"); n != 0 || f.job(j.ID).Status != models.JobAwaitingFile {
					t.Errorf("%d chunks remain, %+v", n, f.job(j.ID))
				}
				if err := f.Receive(t.Context(), j.ID, u, jobs.Upload{Body: strings.NewReader("x")}); err != nil {
					t.Error(err)
				}
			})
		})
	}
}

// TestBrokenUpload checks that a body that does not arrive completely leaves nothing.
func TestBrokenUpload(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		j, u := f.createImport(jobs.CreateImportInput{})
		random := io.LimitReader(rand.NewChaCha8([32]byte{}), 600<<10)
		err := f.Receive(t.Context(), j.ID, u, jobs.Upload{Body: io.MultiReader(random, broken{})})
		if n := f.count(&models.JobFile{}, "true"); kindOf(err) != jobs.FileBroken || n != 0 {
			t.Errorf("%v, %d chunks", err, n)
		}
	})
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

func zipped(text string) string {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = io.WriteString(z, text)
	_ = z.Close()
	return b.String()
}

// kindOf returns the kind of a FileError, or -1 for others.
func kindOf(err error) jobs.FileErrorKind {
	var failure *jobs.FileError
	if errors.As(err, &failure) {
		return failure.Kind
	}
	return -1
}

// TestSignatures checks that a URL is valid only for its job and purpose, until it expires, and that URLs that an
// earlier key signed are accepted.
func TestSignatures(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		j, u := f.createImport(jobs.CreateImportInput{})
		other, _ := f.createImport(jobs.CreateImportInput{})
		send := func(id string, u jobs.Signed) jobs.FileErrorKind {
			return kindOf(f.Receive(t.Context(), id, u, jobs.Upload{Body: strings.NewReader("")}))
		}
		for name, wrong := range map[string]jobs.Signed{
			"none": {}, "no signature": {Expires: u.Expires}, "no time": {Signature: u.Signature},
			"later":      {Expires: u.Expires + "0", Signature: u.Signature},
			"with space": {Expires: " " + u.Expires, Signature: u.Signature},
			"cut":        {Expires: u.Expires, Signature: u.Signature[:20]},
			"padded":     {Expires: u.Expires, Signature: u.Signature + "="},
			"changed":    {Expires: u.Expires, Signature: strings.Repeat("A", len(u.Signature))},
		} {
			if kind := send(j.ID, wrong); kind != jobs.FileRefused {
				t.Errorf("%s: %v", name, kind)
			}
		}
		if kind := send(other.ID, u); kind != jobs.FileRefused {
			t.Errorf("another job: %v", kind)
		}
		for name, open := range map[string]func(context.Context, string, jobs.Signed) (*jobs.Download, error){
			"result": f.Result, "faults": f.Faults,
		} {
			if _, err := open(t.Context(), j.ID, u); kindOf(err) != jobs.FileRefused {
				t.Errorf("%s: %v", name, err)
			}
		}
		f.clock.add(59 * time.Minute)
		f.o.Keys = [][]byte{[]byte("key 2"), []byte("key 1")}
		if err := f.another().Receive(t.Context(), j.ID, u, jobs.Upload{Body: strings.NewReader("")}); err != nil {
			t.Errorf("signed by the earlier key: %v", err)
		}
		f.clock.add(2 * time.Minute)
		if kind := send(j.ID, u); kind != jobs.FileRefused {
			t.Errorf("expired: %v", kind)
		}
	})
}

// TestInputs checks the validation of imports and exports.
func TestInputs(t *testing.T) {
	text := func(s string) *string { return &s }
	xx := models.CountryCode("XX")
	onEach(t, func(t *testing.T, f *fixture) {
		job := f.upload("c")
		awaiting, _ := f.createImport(jobs.CreateImportInput{})
		for _, c := range []struct {
			name string
			in   jobs.CreateImportInput
			want string
		}{
			{"unknown field", jobs.CreateImportInput{Columns: []*jobs.ImportColumnInput{{Name: "a", Field: text("x")}}}, "INVALID input.columns.0.field"},
			{"column twice", jobs.CreateImportInput{Columns: []*jobs.ImportColumnInput{{Name: "a"}, {Name: "a"}}}, "INVALID input.columns.1.name"},
			{"column without a name", jobs.CreateImportInput{Columns: []*jobs.ImportColumnInput{{Name: " "}}}, "REQUIRED input.columns.0.name"},
			{"unknown country", jobs.CreateImportInput{Country: &xx}, "INVALID input.country"},
			{"file of no job", jobs.CreateImportInput{FileOfJobID: text("job_x")}, "NOT_FOUND input.fileOfJobId"},
			{"file that was not sent", jobs.CreateImportInput{FileOfJobID: &awaiting.ID}, "INVALID input.fileOfJobId"},
			{"file of a job", jobs.CreateImportInput{FileOfJobID: &job.ID}, ""},
		} {
			in := c.in
			in.Kind, in.Format = models.CustomerRecords, records.CSV
			if _, _, err := f.CreateImport(t.Context(), staff.Operator, in); servicetest.Errors(err) != c.want {
				t.Errorf("%s: %v", c.name, err)
			}
		}
		in := jobs.CreateImportInput{Kind: models.CustomerRecords, Format: records.JSONL, FileOfJobID: &job.ID}
		if _, _, err := f.CreateImport(t.Context(), staff.Operator, in); servicetest.Errors(err) != "INVALID input.fileOfJobId" {
			t.Errorf("file of another format: %v", err)
		}
		for _, c := range []struct {
			name string
			in   jobs.CreateExportInput
			want string
		}{
			{"format", jobs.CreateExportInput{Format: records.Shopify}, "INVALID input.format"},
			{"columns of JSONL", jobs.CreateExportInput{Format: records.JSONL, Columns: []string{"email"}}, "INVALID input.columns"},
			{"no columns", jobs.CreateExportInput{Format: records.CSV, Columns: []string{}}, "INVALID input.columns"},
			{"column twice", jobs.CreateExportInput{Format: records.CSV, Columns: []string{"a", "a"}}, "INVALID input.columns.1"},
			{"all", jobs.CreateExportInput{Format: records.CSV}, ""},
		} {
			in := c.in
			in.Kind = models.CustomerRecords
			if _, err := f.CreateExport(t.Context(), staff.Operator, in); servicetest.Errors(err) != c.want {
				t.Errorf("%s: %v", c.name, err)
			}
		}
	})
}

// TestScopes checks which jobs a caller may create, see and cancel, and which URLs it gets.
func TestScopes(t *testing.T) {
	key := func(scopes ...models.Scope) auth.Caller { return auth.Caller{Kind: auth.APIKey, Scopes: scopes} }
	onEach(t, func(t *testing.T, f *fixture) {
		f.Register(models.ImportCustomers, lines)
		j := f.upload("f")
		f.runNext(f.Service)
		j = f.job(j.ID)
		for _, c := range []struct {
			name                          string
			caller                        auth.Caller
			imports, exports, get, faults string
		}{
			{"anonymous", auth.Caller{}, "FORBIDDEN CUSTOMERS_WRITE", "FORBIDDEN CUSTOMERS_READ", "FORBIDDEN CUSTOMERS_READ", ""},
			{"orders", key(models.OrdersRead, models.OrdersWrite), "FORBIDDEN CUSTOMERS_WRITE", "FORBIDDEN CUSTOMERS_READ", "NOT_FOUND", ""},
			{"reader", key(models.CustomersRead), "FORBIDDEN CUSTOMERS_WRITE", "", "", ""},
			{"writer", key(models.CustomersWrite), "", "FORBIDDEN CUSTOMERS_READ", "", "url"},
		} {
			if c.caller.Kind == auth.APIKey {
				c.caller.KeyID, c.caller.KeyName = "key_1", "test"
			}
			in := jobs.CreateImportInput{Kind: models.CustomerRecords, Format: records.CSV}
			if _, _, err := f.CreateImport(t.Context(), c.caller, in); servicetest.Errors(err) != c.imports {
				t.Errorf("%s imports: %v", c.name, err)
			}
			out := jobs.CreateExportInput{Kind: models.CustomerRecords, Format: records.CSV}
			if _, err := f.CreateExport(t.Context(), c.caller, out); servicetest.Errors(err) != c.exports {
				t.Errorf("%s exports: %v", c.name, err)
			}
			if _, err := f.Get(t.Context(), c.caller, j.ID); servicetest.Errors(err) != c.get {
				t.Errorf("%s reads: %v", c.name, err)
			}
			if got := f.FaultsURL(t.Context(), c.caller, j); (got != "") != (c.faults != "") {
				t.Errorf("%s gets %q", c.name, got)
			}
		}
	})
}

// TestFilesAreEncrypted checks that neither files nor the records of faults are stored in plain text, that an earlier
// key decrypts them, and that an import whose file cannot be decrypted fails with a message.
func TestFilesAreEncrypted(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		f.Register(models.ImportCustomers, lines)
		first := f.upload("f")
		f.runNext(f.Service)
		var data [][]byte
		var raw []string
		err := errors.Join(
			f.db.Primary(t.Context()).Model(&models.JobFile{}).Pluck("data", &data).Error,
			f.db.Primary(t.Context()).Model(&models.JobFault{}).Where("raw IS NOT NULL").Pluck("raw", &raw).Error)
		if err != nil || len(data) != 1 || len(raw) != 1 {
			t.Fatal(data, raw, err)
		}
		if bytes.HasPrefix(data[0], []byte{0x1f, 0x8b}) || strings.Contains(raw[0], `"`) {
			t.Errorf("stored %x and %q", data[0], raw[0])
		}
		old := f.o.FileKeys[0]
		f.o.FileKeys = [][]byte{bytes.Repeat([]byte("n"), 32), old}
		f.Service = f.another()
		f.Register(models.ImportCustomers, lines)
		if text := f.download(f.FaultsURL(t.Context(), staff.Operator, f.job(first.ID))); !strings.Contains(text, "is wrong") {
			t.Errorf("with an earlier key: %s", text)
		}
		f.o.FileKeys = f.o.FileKeys[:1]
		s := f.another()
		s.Register(models.ImportCustomers, lines)
		second, _ := f.createImport(jobs.CreateImportInput{Kind: models.CustomerRecords, Format: records.CSV, FileOfJobID: &first.ID})
		f.runNext(s)
		if got := f.job(second.ID); got.Error == nil || !strings.Contains(*got.Error, "CLIENTELE_TOKEN_KEY") {
			t.Errorf("%+v", got)
		}
	})
}

// TestSamples checks who sees the values of a file.
func TestSamples(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		f.Register(models.ImportCustomers, func(ctx context.Context, r jobs.Run) error {
			email, hash := "email", "password_hash"
			return r.SetColumns(ctx, []models.JobColumn{
				{Name: "a", Field: &email, Samples: []string{"ann@example.com"}},
				{Name: "b", Field: &hash, Samples: []string{"5f4dcc3b5aa765d61d8327deb882cf99"}},
			}, nil)
		})
		j := f.upload("x")
		f.runNext(f.Service)
		j = f.job(j.ID)
		reader := auth.Caller{Kind: auth.APIKey, Scopes: []models.Scope{models.CustomersRead}}
		if all, none := jobs.Columns(staff.Operator, j), jobs.Columns(reader, j); len(all[0].Samples) != 1 ||
			len(all[1].Samples)+len(none[0].Samples)+len(none[1].Samples) != 0 {
			t.Errorf("%+v, %+v", all, none)
		}
	})
}
