package jobs

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"clientele/internal/auth"
	"clientele/models"
)

// purpose is what a signed URL is for.
type purpose string

const (
	upload         purpose = "upload"
	downloadResult purpose = "result"
	downloadFaults purpose = "faults"
)

// The validity periods of URLs.
const (
	uploadLife   = time.Hour
	downloadLife = 15 * time.Minute
)

// FilesPath is the path below which files are sent and downloaded: FilesPath plus the ID of a job for an upload, and
// then "/result" or "/faults" for a download.
const FilesPath = "/files/"

// url returns the signed URL for a file of a job, absolute if the program knows its address. Whoever has it needs no
// other credential.
func (s *Service) url(ctx context.Context, p purpose, jobID string) string {
	life, path := downloadLife, FilesPath+jobID+"/"+string(p)
	if p == upload {
		life, path = uploadLife, FilesPath+jobID
	}
	expires := strconv.FormatInt(s.o.Now().Add(life).Unix(), 10)
	q := url.Values{"expires": {expires}, "signature": {signature(s.o.Keys[0], p, jobID, expires)}}
	base := ""
	if s.o.BaseURL != nil {
		base = s.o.BaseURL(ctx)
	}
	return base + path + "?" + q.Encode()
}

// signature returns the HMAC-SHA-256 of what a URL allows, and until when.
func signature(key []byte, p purpose, jobID, expires string) string {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(strings.Join([]string{string(p), jobID, expires}, "\x00")))
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil))
}

// Signed holds the parameters of a signed URL.
type Signed struct{ Expires, Signature string }

// verify checks that a URL is signed for a purpose and a job, and has not expired. Otherwise the error is a *FileError.
func (s *Service) verify(p purpose, jobID string, u Signed) error {
	valid := slices.ContainsFunc(s.o.Keys, func(key []byte) bool {
		return hmac.Equal([]byte(signature(key, p, jobID, u.Expires)), []byte(u.Signature))
	})
	if !valid {
		return &FileError{FileRefused, "The URL is not valid. Request a new one."}
	}
	expires, err := strconv.ParseInt(u.Expires, 10, 64)
	if err != nil || s.o.Now().Unix() >= expires {
		return &FileError{FileRefused, "The URL has expired. Request a new one."}
	}
	return nil
}

// FileURL returns a URL that downloads the file of an export, valid for 15 minutes. It returns "" if there is no file,
// or the caller lacks a scope to read what is in it.
func (s *Service) FileURL(ctx context.Context, caller auth.Caller, j *models.Job) string {
	if j.OutputFile == nil || j.Status != models.JobSucceeded || !mayDownload(caller, j) {
		return ""
	}
	return s.url(ctx, downloadResult, j.ID)
}

// mayDownload reports whether a caller may read the file of an export. That of orders has data of customers if its
// creator may read them.
func mayDownload(caller auth.Caller, j *models.Job) bool {
	if j.Kind == models.ExportPersonalData {
		return visible(caller, j.Kind)
	}
	own := j.ActorID != nil && *j.ActorID == caller.KeyID
	return caller.Can(readScope(j.Kind.Records())) && (own || caller.Can(models.CustomersRead))
}

// hasFaults reports whether there are records of an import that failed. They are erased together with its file.
func hasFaults(j *models.Job) bool { return j.Kind.Imports() && j.FaultCount > 0 && j.InputFile != nil }

// FaultsURL returns a URL that downloads the records of an import that failed, valid for 15 minutes. It returns "" if
// there are none, or the caller lacks the scope to write the records.
func (s *Service) FaultsURL(ctx context.Context, caller auth.Caller, j *models.Job) string {
	if !hasFaults(j) || !caller.Can(writeScope(j.Kind.Records())) {
		return ""
	}
	return s.url(ctx, downloadFaults, j.ID)
}
