using Microsoft.Extensions.Options;

namespace Kube.Controllers.VolumeProvisioning;

[OptionsValidator]
internal sealed partial class LocalDirectoryOptionsValidator : IValidateOptions<LocalDirectoryOptions>;
