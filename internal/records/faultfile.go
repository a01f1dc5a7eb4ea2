package records

// faultMember is the member that an object has in a file of faults. It is ignored when the file is imported again.
const faultMember = "_error"
