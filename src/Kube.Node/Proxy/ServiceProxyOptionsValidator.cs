using Microsoft.Extensions.Options;

namespace Kube.Node.Proxy;

[OptionsValidator]
internal sealed partial class ServiceProxyOptionsValidator : IValidateOptions<ServiceProxyOptions>;
