/** Where the demo's users come from. `名前|latin` gives the spelling for the e-mail address where it cannot be folded. */
export interface Country {
  readonly code: string
  /** How many users, relative to the others. */
  readonly weight: number
  readonly first: readonly string[]
  readonly last: readonly string[]
  readonly cities: readonly string[]
  readonly streets: readonly string[]
  /** The number stands before the street: 12 Mill Lane. */
  readonly numberFirst: boolean
  /** The family name stands first: 佐藤 さくら. */
  readonly familyFirst?: boolean
}

const words = (text: string): string[] => text.split(' ')
const lines = (text: string): string[] => text.split(', ')

export const countries: readonly Country[] = [
  {
    code: 'DE',
    weight: 20,
    first: words(
      'Anna Ben Clara David Emma Felix Greta Hannes Ida Jonas Käthe Lukas Mia Nils Ole Paula Rosa Sören Till Zoë',
    ),
    last: words(
      'Bauer Becker Fischer Groß Hoffmann Jäger Keller Koch Krüger Lange Maier Möller Neumann Schäfer Schulz Vogel Wagner Weiß Wolf Zimmermann',
    ),
    cities: lines('Berlin, Hamburg, München, Köln, Leipzig, Görlitz'),
    streets: lines('Lindenallee, Mühlenweg, Am Markt, Gartenstraße, Hafengasse, Schillerplatz'),
    numberFirst: false,
  },
  {
    code: 'GB',
    weight: 14,
    first: words(
      'Alice Arthur Beth Callum Daisy Edith Freya George Harriet Isla Jack Lily Martha Noah Oliver Poppy Rhys Sam Toby Violet',
    ),
    last: words(
      "Archer Baker Carter Dyer Evans Fletcher Hughes Mason Miller O'Neill Parker Potter Reed Smith Taylor Turner Walker Weaver Webster Wright",
    ),
    cities: lines('London, Leeds, Bristol, Glasgow, Cardiff, Norwich'),
    streets: lines("Mill Lane, High Street, Weaver's Row, Station Road, Church Walk, Orchard Close"),
    numberFirst: true,
  },
  {
    code: 'US',
    weight: 14,
    first: words(
      'Ava Caleb Diego Eleanor Ethan Grace Hazel Henry Jada Jordan Leah Logan Maya Miles Naomi Owen Ruby Silas Tessa Wyatt',
    ),
    last: words(
      'Adams Brooks Castillo Cooper Diaz Ellis Foster Garcia Hayes Jackson Kim Lopez Mitchell Nguyen Patel Reyes Sanders Torres Washington Young',
    ),
    cities: lines('Portland, Austin, Chicago, Santa Fe, Providence, Boise'),
    streets: lines('Maple Avenue, 3rd Street, Juniper Drive, Canyon Road, Lakeview Terrace, Main Street'),
    numberFirst: true,
  },
  {
    code: 'FR',
    weight: 10,
    first: words(
      'Adèle Bastien Camille Chloé Élise François Gaëlle Hugo Inès Jules Léa Loïc Manon Maël Noémie Raphaël Théo Yves',
    ),
    last: words(
      'Bernard Blanc Chevalier Dubois Dupré Faure Fournier Girard Lacroix Lefèvre Marchand Moreau Noël Petit Renard Rousseau Tisserand Vidal',
    ),
    cities: lines('Paris, Lyon, Nîmes, Orléans, Saint-Étienne'),
    streets: lines("rue des Tisserands, rue de l'Église, avenue Victor-Hugo, quai des Brumes, place du Marché"),
    numberFirst: true,
  },
  {
    code: 'PL',
    weight: 8,
    first: words(
      'Agnieszka Bartek Ewa Filip Gosia Jakub Kasia Łukasz Magda Michał Ola Paweł Stanisław Wojciech Zofia Żaneta',
    ),
    last: words(
      'Bąk Dąbrowski Gajda Kowalczyk Król Lis Majewski Mazur Nowak Pawłowski Sikora Tkacz Wójcik Wróbel Zając Żak',
    ),
    cities: lines('Warszawa, Łódź, Kraków, Gdańsk, Poznań'),
    streets: lines('ulica Tkacka, ulica Długa, aleja Róż, ulica Młyńska, Rynek Główny'),
    numberFirst: false,
  },
  {
    code: 'ES',
    weight: 8,
    first: words('Álvaro Begoña Carmen Íñigo Javier Lola Lucía Mateo Nuria Pablo Rocío Santi Sofía Tomás Xavi'),
    last: words(
      'Álvarez Blanco Castro Domínguez Fernández Gómez Herrero Ibáñez Martín Muñoz Núñez Ortega Peña Ruiz Sastre',
    ),
    cities: lines('Madrid, Sevilla, Málaga, Cádiz, A Coruña'),
    streets: lines('calle Mayor, calle del Telar, paseo de la Sal, plaza de España, calle Ñuñoa'),
    numberFirst: false,
  },
  {
    code: 'SE',
    weight: 6,
    first: words('Åsa Astrid Björn Ebba Elsa Gösta Ingrid Johan Karin Lars Maja Nils Östen Sven Tove Ylva'),
    last: words('Åberg Bergström Dahl Ek Forsberg Hägg Lindqvist Lundgren Nyström Öberg Sjögren Söderlund Väverström'),
    cities: lines('Stockholm, Göteborg, Malmö, Umeå, Borås'),
    streets: lines('Storgatan, Vävaregatan, Kungsvägen, Ågränd, Björkstigen'),
    numberFirst: false,
  },
  {
    code: 'IN',
    weight: 6,
    first: words('Aarav Ananya Arjun Diya Ishaan Kavya Lakshmi Meera Nikhil Priya Rohan Sanjay Tara Vikram'),
    last: words('Bose Chatterjee Das Gupta Iyer Joshi Khan Mehta Nair Rao Sharma Singh Verma'),
    cities: lines('Mumbai, Bengaluru, Kolkata, Jaipur, Kochi'),
    streets: lines('MG Road, Loom Street, Temple Road, Park Street, Station Road'),
    numberFirst: true,
  },
  {
    code: 'TR',
    weight: 5,
    first: words('Ayşe Can Çağla Deniz Elif Emre Gökhan İpek Işıl Mehmet Ömer Selin Şeyma Umut'),
    last: words('Aydın Çelik Demir Doğan Kaya Kılıç Öztürk Şahin Yıldız Yılmaz'),
    cities: lines('İstanbul, Ankara, İzmir, Eskişehir, Denizli'),
    streets: lines('Dokumacılar Sokağı, Atatürk Caddesi, Gül Sokağı, Çarşı Yolu'),
    numberFirst: false,
  },
  {
    code: 'JP',
    weight: 5,
    first: words('さくら|sakura 美咲|misaki 陽菜|hina 葵|aoi 蓮|ren 大翔|hiroto 健太|kenta 直樹|naoki 結衣|yui 翔|sho'),
    last: words(
      '佐藤|sato 鈴木|suzuki 高橋|takahashi 田中|tanaka 渡辺|watanabe 伊藤|ito 織田|oda 山本|yamamoto 中村|nakamura',
    ),
    cities: lines('東京, 京都, 大阪, 札幌, 福岡'),
    streets: lines('本町, 織物町, 桜通り, 中央区, 緑ヶ丘'),
    numberFirst: false,
    familyFirst: true,
  },
  {
    code: 'BR',
    weight: 4,
    first: words('Ana Antônio Bruna Caio Cauã Helena João Júlia Lívia Luís Otávio Rafaela Thiago Vitória'),
    last: words('Almeida Araújo Barbosa Conceição Costa Ferreira Gonçalves Lima Oliveira Ribeiro Santos Souza'),
    cities: lines('São Paulo, Recife, Belém, Florianópolis'),
    streets: lines('rua das Flores, avenida Ipiranga, rua do Tear, travessa São João'),
    numberFirst: false,
  },
]
