using Microsoft.Extensions.Options;

namespace Kube.Api.FlowControl;

[OptionsValidator]
internal sealed partial class FlowControlOptionsValidator : IValidateOptions<FlowControlOptions>;
