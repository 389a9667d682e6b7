// In place of the AWS SDK's chain of credential providers, when functions are bundled: Lambda gives a function its role's credentials in the
// environment, so that profiles, SSO, web identity and instance metadata (a sixth of a bundle) are never asked.
// [Lambda developer guide, "Defined runtime environment variables"]
import { fromEnv } from '@aws-sdk/credential-provider-env';

/** By the name of the package that it stands in for, `@aws-sdk/credential-provider-node`. */
export const defaultProvider = (): ReturnType<typeof fromEnv> => fromEnv();
