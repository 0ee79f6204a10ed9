using Microsoft.Extensions.Options;

namespace Kube.Node.Hosting;

[OptionsValidator]
internal sealed partial class NodeOptionsValidator : IValidateOptions<NodeOptions>;
