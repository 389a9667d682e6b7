// Imported before the AWS SDK. On Node 20 it would print at every start from when on it needs a newer Node, and the person at the terminal can't change that.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
