// Stands in for isomorphic-webcrypto, which brings React Native along (300 MB) to find what Node already has.
module.exports = require('node:crypto').webcrypto;
