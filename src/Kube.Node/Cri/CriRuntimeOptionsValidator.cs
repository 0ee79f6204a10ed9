using Microsoft.Extensions.Options;

namespace Kube.Node.Cri;

[OptionsValidator]
internal sealed partial class CriRuntimeOptionsValidator : IValidateOptions<CriRuntimeOptions>;
