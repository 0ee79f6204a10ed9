using Microsoft.Extensions.Options;

namespace Kube.Api.Authentication.ServiceAccounts;

[OptionsValidator]
internal sealed partial class ServiceAccountTokenOptionsValidator : IValidateOptions<ServiceAccountTokenOptions>;
