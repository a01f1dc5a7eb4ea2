package jobs

import (
	"maps"
	"slices"

	"clientele/models"
)

// windows1252 is the name of the encoding in package records.
const windows1252 = "windows-1252"

// ImportOptions returns how an import reads its file. It is nil for other jobs.
func ImportOptions(j *models.Job) *models.ImportOptions {
	p, err := parametersOf(j)
	if err != nil || p.Import == nil {
		return nil
	}
	o := &models.ImportOptions{Match: string(p.Import.Match), Encoding: models.UTF8, Columns: []*models.ImportColumn{}}
	if p.Import.Encoding == windows1252 {
		o.Encoding = models.Windows1252
	}
	if country := models.CountryCode(p.Import.Country); country != "" {
		o.Country = &country
	}
	for _, name := range slices.Sorted(maps.Keys(p.Import.Columns)) {
		column := &models.ImportColumn{Name: name}
		if field := p.Import.Columns[name]; field != "" {
			column.Field = &field
		}
		o.Columns = append(o.Columns, column)
	}
	return o
}
