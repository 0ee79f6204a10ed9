using Microsoft.Extensions.Options;

namespace Kube.Controllers.Certificates;

// By hand: the attribute for ranges of time spans cannot be trimmed.
internal sealed class CertificateSigningOptionsValidator : IValidateOptions<CertificateSigningOptions>
{
    public ValidateOptionsResult Validate(string? name, CertificateSigningOptions options) => options.Duration >= TimeSpan.FromMinutes(10)
        ? ValidateOptionsResult.Success
        : ValidateOptionsResult.Fail("CertificateSigning: Duration must be 10 minutes and more");
}
