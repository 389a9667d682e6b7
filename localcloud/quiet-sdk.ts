// Imported before the AWS SDK: at every start on Node 20 it would announce when it will want a newer one, which is no concern of the person at the terminal.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
