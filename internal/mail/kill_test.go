package mail_test

const workerOf = "CLIENTELE_TEST_MAIL_WORKER"

func worker() {}
