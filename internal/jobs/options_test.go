package jobs_test

import (
	"reflect"
	"testing"

	"clientele/internal/bulk"
	"clientele/internal/jobs"
	"clientele/internal/records"
	"clientele/internal/staff"
	"clientele/models"
)

// TestImportOptions reads how stored imports read their files.
func TestImportOptions(t *testing.T) {
	byEmail := bulk.ByEmail
	email, ireland := "email", models.CountryCode("IE")
	onEach(t, func(t *testing.T, f *fixture) {
		cases := []struct {
			name string
			in   jobs.CreateImportInput
			want models.ImportOptions
		}{
			{
				name: "the default",
				in:   jobs.CreateImportInput{Encoding: models.UTF8},
				want: models.ImportOptions{Match: "EXTERNAL_ID", Encoding: models.UTF8, Columns: []*models.ImportColumn{}},
			},
			{
				name: "everything",
				in: jobs.CreateImportInput{
					Match: &byEmail, Encoding: models.Windows1252, Country: &ireland,
					Columns: []*jobs.ImportColumnInput{{Name: "Spent"}, {Name: "Mail", Field: &email}},
				},
				want: models.ImportOptions{
					Match: "EMAIL", Encoding: models.Windows1252, Country: &ireland,
					Columns: []*models.ImportColumn{{Name: "Mail", Field: &email}, {Name: "Spent"}},
				},
			},
		}
		for _, c := range cases {
			t.Run(c.name, func(t *testing.T) {
				c.in.Kind, c.in.Format = models.CustomerRecords, records.CSV
				created, _ := f.createImport(c.in)
				stored, err := f.Get(t.Context(), staff.Operator, created.ID)
				if err != nil {
					t.Fatal(err)
				}
				if got := jobs.ImportOptions(stored); !reflect.DeepEqual(got, &c.want) {
					t.Errorf("options = %+v, want %+v", got, c.want)
				}
			})
		}
		export, err := f.CreateExport(t.Context(), staff.Operator, jobs.CreateExportInput{
			Kind: models.CustomerRecords, Format: records.CSV,
		})
		if err != nil {
			t.Fatal(err)
		}
		if got := jobs.ImportOptions(export); got != nil {
			t.Errorf("options of an export = %+v", got)
		}
	})
}
