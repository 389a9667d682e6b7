// The KVS WebRTC SDK lists jsdom as a dependency and never loads it outside its own tests.
module.exports = {};
