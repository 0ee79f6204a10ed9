using Microsoft.Extensions.Options;

namespace Kube.Api.Audit;

[OptionsValidator]
internal sealed partial class AuditOptionsValidator : IValidateOptions<AuditOptions>;
