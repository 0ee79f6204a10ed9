using Microsoft.Extensions.Options;

namespace Kube.Node.Endpoint;

[OptionsValidator]
internal sealed partial class NodeEndpointOptionsValidator : IValidateOptions<NodeEndpointOptions>;
