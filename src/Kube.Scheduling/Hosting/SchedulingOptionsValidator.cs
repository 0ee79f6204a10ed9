using Microsoft.Extensions.Options;

namespace Kube.Scheduling.Hosting;

[OptionsValidator]
internal sealed partial class SchedulingOptionsValidator : IValidateOptions<SchedulingOptions>;
