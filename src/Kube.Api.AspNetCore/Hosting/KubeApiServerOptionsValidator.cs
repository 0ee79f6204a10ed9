using Microsoft.Extensions.Options;

namespace Kube.Api.AspNetCore.Hosting;

[OptionsValidator]
internal sealed partial class KubeApiServerOptionsValidator : IValidateOptions<KubeApiServerOptions>;
