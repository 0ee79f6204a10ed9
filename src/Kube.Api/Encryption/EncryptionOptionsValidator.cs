using Microsoft.Extensions.Options;

namespace Kube.Api.Encryption;

[OptionsValidator]
internal sealed partial class EncryptionOptionsValidator : IValidateOptions<EncryptionOptions>;
