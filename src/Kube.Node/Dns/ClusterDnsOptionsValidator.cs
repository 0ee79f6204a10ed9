using Microsoft.Extensions.Options;

namespace Kube.Node.Dns;

[OptionsValidator]
internal sealed partial class ClusterDnsOptionsValidator : IValidateOptions<ClusterDnsOptions>;
