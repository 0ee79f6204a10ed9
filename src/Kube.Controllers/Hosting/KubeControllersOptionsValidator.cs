using Microsoft.Extensions.Options;

namespace Kube.Controllers.Hosting;

[OptionsValidator]
internal sealed partial class KubeControllersOptionsValidator : IValidateOptions<KubeControllersOptions>;
