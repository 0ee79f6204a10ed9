using Microsoft.Extensions.Options;

namespace Kube.Node.Hosting;

[OptionsValidator]
internal sealed partial class HollowNodesOptionsValidator : IValidateOptions<HollowNodesOptions>;
