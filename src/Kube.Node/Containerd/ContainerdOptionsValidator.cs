using Microsoft.Extensions.Options;

namespace Kube.Node.Containerd;

[OptionsValidator]
internal sealed partial class ContainerdOptionsValidator : IValidateOptions<ContainerdOptions>;
