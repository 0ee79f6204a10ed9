using Microsoft.Extensions.Options;

namespace Kube.Api.Connect;

[OptionsValidator]
internal sealed partial class NodeConnectionOptionsValidator : IValidateOptions<NodeConnectionOptions>;
