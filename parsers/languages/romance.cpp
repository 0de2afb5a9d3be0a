// French, Spanish, Portuguese, Italian, Romanian, Catalan, Galician.
#include <array>

#include "parsers/phrases.h"

namespace ticketd::parsers {

namespace {

constexpr std::array<Language, 7> languages = {{
    {.code = "fr",
     .from = "De|Expéditeur|De la part de|Emetteur|Émetteur|Envoyé par",
     .to = "À|A|Pour|Destinataire|Destinataires",
     .cc = "Cc|Copie|Copie à",
     .bcc = "Cci|Copie cachée|Copie cachée à|Bcc",
     .date = "Envoyé|Envoyé le|Date|Date d'envoi|Message du|Envoyée|Date d’envoi|Envoye",
     .subject = "Objet|Sujet",
     .reply_to = "Répondre à|Répondre",
     .other = "Pièces jointes|Pièce jointe|Importance|Priorité|PJ",
     .wrote = "a écrit|à écrit|écrit|a ecrit|ecrivait|écrivait|a répondu",
     .opening = "le|du",
     .months = "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre|"
               "janv|févr|fév|avr|juil|sept|déc|fevrier|aout|decembre",
     .weekdays = "lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lun|mar|mer|jeu|ven|sam|dim",
     .original = "Message d'origine|Message original|Message initial|Message d’origine|E-mail d'origine|Courriel original|"
                 "Mail original|Message reçu|Message du",
     .forwarded = "Message transféré|Message transmis|Début du message réexpédié|Début du message transféré|"
                  "Message réexpédié|Mail transféré|Courriel transféré|Début du message réacheminé|Message réacheminé|"
                  "E-mail transféré|Message transferé|Message suivi|Message transfere",
     .sent_from = "Envoyé de mon|Envoyé depuis|Envoyé à partir de|Envoyé par mon|Envoyé avec|Télécharger Outlook|"
                  "Obtenir Outlook|Provenance :|Provenance|Envoyé via|Envoyé à l'aide",
     .closing = "Cordialement|Bien cordialement|Très cordialement|Salutations|Meilleures salutations|Sincères salutations|"
                "Bien à vous|Cdt|Cdlt|Cordialement vôtre|Amicalement|Respectueusement|Salutations distinguées|"
                "Sincèrement|Merci et cordialement|Bien cordialement à vous"},
    {.code = "es",
     .from = "De|Remitente|Desde|Enviado por",
     .to = "Para|A|Destinatario",
     .cc = "CC|Copia|Con copia",
     .bcc = "CCO|Copia oculta",
     .date = "Enviado|Fecha|Enviado el|Enviada el|Fecha de envío|Enviado a las",
     .subject = "Asunto",
     .reply_to = "Responder a",
     .other = "Datos adjuntos|Adjuntos|Adjunto|Importancia|Prioridad",
     .wrote = "escribió|ha escrito|escribio|escribe|escribía|dijo",
     .opening = "el|con fecha",
     .before_name = "a las|hrs",
     .months = "enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|setiembre|octubre|noviembre|diciembre|"
               "ene|abr|ago|dic|set",
     .weekdays = "lunes|martes|miércoles|jueves|viernes|sábado|domingo|lun|mar|mié|jue|vie|sáb|dom|mie|sab",
     .original = "Mensaje original|Mensaje de correo original|Correo original",
     .forwarded = "Mensaje reenviado|Inicio del mensaje reenviado|Correo reenviado|Mensaje enviado|Comienzo del mensaje reenviado|"
                  "Mensaje de correo reenviado|Mensaje Reenviado",
     .sent_from = "Enviado desde|Enviado con|Enviado a través de|Enviado vía|Obtener Outlook|Descargar Outlook|"
                  "Obtén Outlook|Enviado por mi",
     .closing = "Saludos|Saludos cordiales|Un saludo|Un cordial saludo|Cordialmente|Atentamente|Atte|Cordiales saludos|"
                "Saludos atentos|Muchos saludos|Un abrazo|Reciba un cordial saludo|Atentos saludos"},
    {.code = "pt",
     .from = "De|Remetente",
     .to = "Para|Destinatário",
     .cc = "Cc|Cópia|Com cópia",
     .bcc = "Cco|Bcc",
     .date = "Enviado|Data|Enviada em|Enviado em|Data de envio|Enviada|Enviado a",
     .subject = "Assunto",
     .reply_to = "Responder para|Responder a",
     .other = "Anexos|Anexo|Importância|Prioridade",
     .wrote = "escreveu|escreveu o seguinte|escreveu no dia|escreve|escreveu em",
     .opening = "em|no dia|na",
     .months = "janeiro|fevereiro|março|abril|maio|junho|julho|agosto|setembro|outubro|novembro|dezembro|"
               "fev|abr|mai|ago|set|out|dez",
     .weekdays = "segunda-feira|terça-feira|quarta-feira|quinta-feira|sexta-feira|sábado|domingo|segunda|terça|quarta|"
                 "quinta|sexta|seg|ter|qua|qui|sex|sáb|dom",
     .original = "Mensagem original|Mensagem Original|E-mail original",
     .forwarded = "Mensagem encaminhada|Mensagem reencaminhada|Início da mensagem encaminhada|"
                  "Início da mensagem reencaminhada|E-mail encaminhado|Mensagem Encaminhada|Mensagem redirecionada",
     .sent_from = "Enviado do meu|Enviado de meu|Enviado a partir do|Enviado pelo|Enviado do|Enviado via|Obter o Outlook|"
                  "Obtenha o Outlook|Baixe o Outlook",
     .closing = "Atenciosamente|Cumprimentos|Com os melhores cumprimentos|Melhores cumprimentos|Att|Abraços|Abraço|"
                "Cordialmente|Saudações|Atentamente|Att."},
    {.code = "it",
     .from = "Da|Mittente",
     .to = "A|Destinatario|Destinatari",
     .cc = "Cc|Copia|Per conoscenza",
     .bcc = "Ccn|Bcc",
     .date = "Inviato|Data|Inviato il|Data invio|Inviata",
     .subject = "Oggetto",
     .reply_to = "Rispondi a",
     .other = "Allegati|Allegato|Priorità|Importanza",
     .wrote = "ha scritto|scrive|scrisse|ha scritto quanto segue",
     .opening = "il|il giorno|in data|il giorno di",
     .months = "gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|agosto|settembre|ottobre|novembre|dicembre|"
               "gen|mag|giu|lug|ago|set|ott|dic",
     .weekdays = "lunedì|martedì|mercoledì|giovedì|venerdì|sabato|domenica|lun|mar|mer|gio|ven|sab|dom|lunedi|martedi|"
                 "mercoledi|giovedi|venerdi",
     .original = "Messaggio originale|Messaggio Originale|Messaggio originario|E-mail originale",
     .forwarded = "Messaggio inoltrato|Inizio messaggio inoltrato|Inizio del messaggio inoltrato|Mail inoltrata|"
                  "E-mail inoltrata|Messaggio Inoltrato",
     .sent_from = "Inviato da|Inviato dal|Inviato dal mio|Inviato con|Inviato tramite|Ottieni Outlook|Scarica Outlook",
     .closing = "Cordiali saluti|Distinti saluti|Saluti|Cordialmente|Un saluto|Buona giornata e cordiali saluti|"
                "Un cordiale saluto|Grazie e saluti|Cordialità"},
    {.code = "ro",
     .from = "De la|Expeditor|Expeditorul",
     .to = "Către|Catre|Destinatar|Destinatarul|La",
     .cc = "Cc|Copie",
     .bcc = "Bcc",
     .date = "Dată|Data|Trimis|Trimis la|Trimisă",
     .subject = "Subiect|Subiectul",
     .reply_to = "Răspuns către",
     .other = "Atașamente",
     .wrote = "a scris|scrie",
     .opening = "în|pe|la|in data de|în data de",
     .months = "ianuarie|februarie|martie|aprilie|mai|iunie|iulie|august|septembrie|octombrie|noiembrie|decembrie|ian|iun|iul|noi",
     .weekdays = "luni|marți|miercuri|joi|vineri|sâmbătă|duminică|lun|mar|mie|joi|vin|sâm|dum",
     .original = "Mesaj original|Mesajul original",
     .forwarded = "Mesaj redirecționat|Mesaj redirectionat|Mesaj retransmis|Începutul mesajului redirecționat|"
                  "Începe mesajul redirecționat",
     .sent_from = "Trimis de pe|Trimis din",
     .closing = "Cu stimă|Cu respect|Toate cele bune"},
    {.code = "ca",
     .from = "De|Remitent",
     .to = "Per a|A|Per",
     .cc = "A/c|Cc",
     .date = "Data|Enviat|Enviat el",
     .subject = "Assumpte|Tema",
     .wrote = "va escriure|ha escrit|Missatge de",
     .opening = "el dia|el",
     .before_name = "del dia",
     .months = "gener|febrer|març|abril|maig|juny|juliol|agost|setembre|octubre|novembre|desembre",
     .weekdays = "dilluns|dimarts|dimecres|dijous|divendres|dissabte|diumenge|dl|dt|dc|dj|dv|ds|dg",
     .original = "Missatge original",
     .forwarded = "Missatge reenviat|Inici del missatge reenviat",
     .sent_from = "Enviat des de|Enviat des del",
     .closing = "Salutacions|Atentament|Cordialment"},
    {.code = "gl",
     .from = "De|Remitente",
     .to = "Para",
     .date = "Data|Enviado",
     .subject = "Asunto",
     .wrote = "escribiu",
     .opening = "o|o día",
     .months = "xaneiro|febreiro|marzo|abril|maio|xuño|xullo|agosto|setembro|outubro|novembro|decembro|xan|feb|abr|xuñ|xul|ago|set|out|dec",
     .weekdays = "luns|martes|mércores|xoves|venres|sábado|domingo|lun|mar|mér|xov|ven|sáb|dom",
     .original = "Mensaxe orixinal",
     .forwarded = "Mensaxe reenviada",
     .closing = "Un saúdo|Saúdos"},
}};

}  // namespace

std::span<const Language> romance_languages() { return languages; }

}  // namespace ticketd::parsers
