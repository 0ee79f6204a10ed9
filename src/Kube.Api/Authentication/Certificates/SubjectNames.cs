using System.Collections.Immutable;
using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;

namespace Kube.Api.Authentication.Certificates;

/// <summary>Reads user and groups out of a certificate's subject. Go writes all organizations into one multi-valued name, which .NET's own reader refuses.</summary>
internal static class SubjectNames
{
    private const string CommonName = "2.5.4.3";
    private const string OrganizationName = "2.5.4.10";

    public static (string? User, ImmutableArray<string> Groups) Read(X500DistinguishedName subject)
    {
        string? user = null;
        var groups = ImmutableArray.CreateBuilder<string>();
        var names = new AsnReader(subject.RawData, AsnEncodingRules.DER).ReadSequence();
        while (names.HasData)
        {
            // Sets of more than one value are not sorted by every issuer; the order carries no meaning here.
            var values = names.ReadSetOf(skipSortOrderValidation: true);
            while (values.HasData)
            {
                var value = values.ReadSequence();
                switch (value.ReadObjectIdentifier())
                {
                    case CommonName: user = ReadText(value); break;
                    case OrganizationName: groups.Add(ReadText(value)); break;
                }
            }
        }

        return (user, groups.ToImmutable());
    }

    private static string ReadText(AsnReader value)
    {
        var tag = value.PeekTag();
        return value.ReadCharacterString((UniversalTagNumber)tag.TagValue);
    }
}
