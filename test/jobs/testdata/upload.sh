curl --fail-with-body --upload-file customers.csv "$UPLOAD_URL"
