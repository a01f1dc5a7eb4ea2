package jobs

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/lists"
	"clientele/internal/page"
	"clientele/models"
)

// Get returns a job. If there is none, or the caller may neither read nor write its kind of records, it returns
// apperr.NotFound.
func (s *Service) Get(ctx context.Context, caller auth.Caller, id string) (*models.Job, error) {
	if err := mayList(caller); err != nil {
		return nil, err
	}
	found, err := s.GetMany(ctx, caller, []string{id})
	if err != nil {
		return nil, err
	}
	if found[id] == nil {
		return nil, apperr.Missing("job")
	}
	return found[id], nil
}

// GetMany returns the jobs with the given ids that the caller may see, by id.
func (s *Service) GetMany(ctx context.Context, caller auth.Caller, ids []string) (map[string]*models.Job, error) {
	kinds := visibleKinds(caller)
	if len(kinds) == 0 {
		return nil, nil
	}
	q := s.db.Primary(ctx).Where(s.db.In("id", ids)).Where("kind IN ?", kinds)
	return lists.ByID(q, func(j *models.Job) string { return j.ID })
}

// newest is the sort order of jobs.
var newest = page.Sort{List: "jobs", Column: "jobs.created_at", ID: "jobs.id", Desc: true}

// List returns a page of the jobs that the caller may see, newest first, or of those of some kinds. It needs a scope to
// read or write customers or orders. An invalid page, cursor or kind is apperr.BadInput.
func (s *Service) List(
	ctx context.Context, caller auth.Caller, args page.Args, kinds []models.JobKind,
) (*page.Connection[*models.Job], error) {
	if err := mayList(caller); err != nil {
		return nil, err
	}
	w, err := s.o.Codec.Open(args, newest)
	if err != nil {
		return nil, err
	}
	shown := visibleKinds(caller)
	if kinds != nil {
		for _, kind := range kinds {
			if !slices.Contains(models.JobKinds(), kind) {
				return nil, apperr.Bad("kinds: %s is not a valid kind", kind)
			}
		}
		shown = slices.DeleteFunc(shown, func(kind models.JobKind) bool { return !slices.Contains(kinds, kind) })
	}
	query := func(ctx context.Context) *gorm.DB {
		q := s.db.Primary(ctx).Model(&models.Job{})
		if len(shown) < len(models.JobKinds()) {
			q = q.Where("jobs.kind IN ?", append(shown, "")) // never an empty list
		}
		return q
	}
	var rows []*models.Job
	if err := db.Page(query(ctx), w).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("list jobs: %w", err)
	}
	mark := func(j *models.Job) page.Mark { return page.Mark{Value: j.CreatedAt.Stored(), ID: j.ID} }
	return page.Build(w, rows, mark, func(ctx context.Context) (page.Total, error) {
		total, err := db.CountUpTo(query(ctx))
		if err != nil {
			return total, fmt.Errorf("count jobs: %w", err)
		}
		return total, nil
	}), nil
}

// byPosition is the sort order of faults.
var byPosition = page.Sort{
	List: "job faults", Column: "job_faults.position", ID: "job_faults.position", Type: page.Integer,
}

// FaultsFor returns a page of faults for each job, in their order, with one query. The jobs must be those that the
// caller may see. An invalid page or cursor is apperr.BadInput.
func (s *Service) FaultsFor(
	ctx context.Context, jobIDs []string, args page.Args,
) (map[string]*page.Connection[*models.JobFault], error) {
	w, err := s.o.Codec.Open(args, byPosition)
	if err != nil {
		return nil, err
	}
	all := func(ctx context.Context) *gorm.DB { return s.db.Primary(ctx).Model(&models.JobFault{}) }
	ofJobs := func(ctx context.Context) *gorm.DB { return all(ctx).Where(s.db.In("job_faults.job_id", jobIDs)) }
	members := slices.DeleteFunc(slices.Clone(args.Members), func(name string) bool { return name == "Raw" })
	read := db.Columns[models.JobFault](members, "job_faults.job_id", "job_faults.position")
	var q *gorm.DB
	if len(jobIDs) == 1 {
		q = db.PageOf(db.SelectColumns(ofJobs(ctx), read), w)
	} else {
		q = s.db.PageEach(ctx, all(ctx), "job_faults", "job_id", jobIDs, w, read)
	}
	var rows []*models.JobFault
	if err := q.Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("list faults: %w", err)
	}
	owner := func(f *models.JobFault) string { return f.JobID }
	mark := func(f *models.JobFault) page.Mark {
		position := strconv.Itoa(f.Position)
		return page.Mark{Value: position, ID: position}
	}
	return page.BuildEach(w, jobIDs, rows, owner, mark, func(ctx context.Context) (map[string]int, error) {
		return db.CountEach(ofJobs(ctx), "job_faults.job_id")
	}), nil
}

// Columns returns the columns of an imported file, or none if they are not known. The sample values are left out for
// callers without the scope to write the records, since a file can contain what no one may read later.
func Columns(caller auth.Caller, j *models.Job) []*models.JobColumn {
	columns := j.Columns()
	if !caller.Can(writeScope(j.Kind.Records())) {
		for _, c := range columns {
			c.Samples = []string{}
		}
	}
	return columns
}

// Fields returns the fields that an imported file with the format CSV can have. It needs the scope to write the kind of
// records.
func (s *Service) Fields(
	ctx context.Context, caller auth.Caller, kind models.RecordKind,
) ([]*models.ImportField, error) {
	if err := require(caller, writeScope(kind)); err != nil {
		return nil, err
	}
	return s.o.ImportFields(ctx, kind)
}
