using Microsoft.Extensions.Options;

namespace Kube.Node.NetworkPolicy;

[OptionsValidator]
internal sealed partial class NetworkPolicyOptionsValidator : IValidateOptions<NetworkPolicyOptions>;
